using Ign.MLNet;
using Ign.MLNet.Networks;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>
/// The same as <see cref="IgnProjectionCatalog"/>, with the context itself: a catalog of transforms has no way to its log. Made here, a stage tells
/// <see cref="MLContext.Log"/> how it runs, and warns there when that is not as asked.
/// </summary>
public static class IgnProjectionContext
{
    /// <summary>Creates an <see cref="IgnProjectionEstimator"/>, which projects the images of a column with the model in a file.</summary>
    /// <param name="mlContext">The context whose log is written to.</param>
    /// <param name="outputColumnName">Column to create: a vector of <see cref="float"/> with the dimensions of the input column, of images C×H×W.</param>
    /// <param name="inputColumnName">
    /// Column to read: a vector of <see cref="float"/> in the card's value range (for another one see <see cref="IgnProjectionOptions.Minimum"/>) or of
    /// <see cref="byte"/>, of the model's size, in CHW order; or an <see cref="Microsoft.ML.Data.MLImage"/> of the model's size. <see langword="null"/> for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="modelPath">The <c>.onnx</c> file. Only apply models from sources you trust.</param>
    /// <param name="applications">How many times the network is applied, at least 1.</param>
    /// <exception cref="ArgumentException">A column has no name, or one of another created column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is not a model of this kind, or is damaged.</exception>
    public static IgnProjectionEstimator ProjectWithIgn(this MLContext mlContext, string outputColumnName, string? inputColumnName, string modelPath, int applications = 1) =>
        mlContext.ProjectWithIgn(IgnModel.Load(modelPath), Columns(outputColumnName, inputColumnName, applications));

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/>, which projects the images of a column with a model in memory.</summary>
    /// <param name="mlContext">The context whose log is written to.</param>
    /// <param name="outputColumnName">Column to create: a vector of <see cref="float"/> with the dimensions of the input column, of images C×H×W.</param>
    /// <param name="inputColumnName">
    /// Column to read: a vector of <see cref="float"/> in the card's value range (for another one see <see cref="IgnProjectionOptions.Minimum"/>) or of
    /// <see cref="byte"/>, of the model's size, in CHW order; or an <see cref="Microsoft.ML.Data.MLImage"/> of the model's size. <see langword="null"/> for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="model">The model. Only apply models from sources you trust.</param>
    /// <param name="applications">How many times the network is applied, at least 1.</param>
    /// <exception cref="ArgumentException">A column has no name, or one of another created column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IgnProjectionEstimator ProjectWithIgn(this MLContext mlContext, string outputColumnName, string? inputColumnName, IgnModel model, int applications = 1) =>
        mlContext.ProjectWithIgn(model, Columns(outputColumnName, inputColumnName, applications));

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/> with all options: types, names and range of columns, batch size, threads, GPU.</summary>
    /// <param name="mlContext">The context whose log is written to.</param>
    /// <param name="modelPath">The <c>.onnx</c> file. Only apply models from sources you trust.</param>
    /// <param name="options">Columns, and how to compute.</param>
    /// <exception cref="ArgumentException">A column has no name, or one of another created column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is not a model of this kind, or is damaged.</exception>
    public static IgnProjectionEstimator ProjectWithIgn(this MLContext mlContext, string modelPath, IgnProjectionOptions options) =>
        mlContext.ProjectWithIgn(IgnModel.Load(modelPath), options);

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/> with all options: types, names and range of columns, batch size, threads, GPU.</summary>
    /// <param name="mlContext">The context whose log is written to.</param>
    /// <param name="model">The model. Only apply models from sources you trust.</param>
    /// <param name="options">Columns, and how to compute.</param>
    /// <exception cref="ArgumentException">A column has no name, or one of another created column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IgnProjectionEstimator ProjectWithIgn(this MLContext mlContext, IgnModel model, IgnProjectionOptions options) =>
        new(mlContext, model, options);

    /// <summary>Creates an estimator that projects the images of several columns with one model, as ML.NET's own transforms take several columns.</summary>
    /// <param name="mlContext">The context whose log is written to.</param>
    /// <param name="columns">Columns to create and to read. None of them may be created by one pair and read by a later one: append two estimators for that.</param>
    /// <param name="modelPath">The <c>.onnx</c> file. Only apply models from sources you trust.</param>
    /// <param name="applications">How many times the network is applied, at least 1.</param>
    /// <exception cref="ArgumentException">There is no pair, a column has no name, is created twice, or is created by one pair and read by a later one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is not a model of this kind, or is damaged.</exception>
    public static EstimatorChain<IgnProjectionTransformer> ProjectWithIgn(this MLContext mlContext, InputOutputColumnPair[] columns, string modelPath, int applications = 1) =>
        mlContext.ProjectWithIgn(columns, IgnModel.Load(modelPath), applications);

    /// <summary>Creates an estimator that projects the images of several columns with one model, as ML.NET's own transforms take several columns.</summary>
    /// <param name="mlContext">The context whose log is written to.</param>
    /// <param name="columns">Columns to create and to read. None of them may be created by one pair and read by a later one: append two estimators for that.</param>
    /// <param name="model">The model. Only apply models from sources you trust.</param>
    /// <param name="applications">How many times the network is applied, at least 1.</param>
    /// <exception cref="ArgumentException">There is no pair, a column has no name, is created twice, or is created by one pair and read by a later one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static EstimatorChain<IgnProjectionTransformer> ProjectWithIgn(this MLContext mlContext, InputOutputColumnPair[] columns, IgnModel model, int applications = 1) =>
        ProjectionPairs.Chain(columns, pair => mlContext.ProjectWithIgn(pair.OutputColumnName, pair.InputColumnName, model, applications));

    private static IgnProjectionOptions Columns(string outputColumnName, string? inputColumnName, int applications) =>
        new() { OutputColumn = outputColumnName, InputColumn = inputColumnName, Applications = applications };
}

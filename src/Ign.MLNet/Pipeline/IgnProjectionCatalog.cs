using Ign.MLNet;
using Ign.MLNet.Networks;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Adds projection with idempotent generative networks to the transforms of an <see cref="MLContext"/>.</summary>
public static class IgnProjectionCatalog
{
    /// <summary>Creates an <see cref="IgnProjectionEstimator"/>, which projects the images of a column with the model in a file.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
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
    public static IgnProjectionEstimator ProjectWithIgn(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelPath, int applications = 1) =>
        catalog.ProjectWithIgn(IgnModel.Load(modelPath), Columns(outputColumnName, inputColumnName, applications));

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/>, which projects the images of a column with a model in memory.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="outputColumnName">Column to create: a vector of <see cref="float"/> with the dimensions of the input column, of images C×H×W.</param>
    /// <param name="inputColumnName">
    /// Column to read: a vector of <see cref="float"/> in the card's value range (for another one see <see cref="IgnProjectionOptions.Minimum"/>) or of
    /// <see cref="byte"/>, of the model's size, in CHW order; or an <see cref="Microsoft.ML.Data.MLImage"/> of the model's size. <see langword="null"/> for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="model">The model. Only apply models from sources you trust.</param>
    /// <param name="applications">How many times the network is applied, at least 1.</param>
    /// <exception cref="ArgumentException">A column has no name, or one of another created column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IgnProjectionEstimator ProjectWithIgn(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, IgnModel model, int applications = 1) =>
        catalog.ProjectWithIgn(model, Columns(outputColumnName, inputColumnName, applications));

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/> with all options: types, names and range of columns, batch size, threads, GPU.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="modelPath">The <c>.onnx</c> file. Only apply models from sources you trust.</param>
    /// <param name="options">Columns, and how to compute.</param>
    /// <exception cref="ArgumentException">A column has no name, or one of another created column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is not a model of this kind, or is damaged.</exception>
    public static IgnProjectionEstimator ProjectWithIgn(this TransformsCatalog catalog, string modelPath, IgnProjectionOptions options) =>
        catalog.ProjectWithIgn(IgnModel.Load(modelPath), options);

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/> with all options: types, names and range of columns, batch size, threads, GPU.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="model">The model. Only apply models from sources you trust.</param>
    /// <param name="options">Columns, and how to compute.</param>
    /// <exception cref="ArgumentException">A column has no name, or one of another created column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IgnProjectionEstimator ProjectWithIgn(this TransformsCatalog catalog, IgnModel model, IgnProjectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new IgnProjectionEstimator(model, options);
    }

    /// <summary>Creates an estimator that projects the images of several columns with one model, as ML.NET's own transforms take several columns.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="columns">Columns to create and to read. None of them may be created by one pair and read by a later one: append two estimators for that.</param>
    /// <param name="modelPath">The <c>.onnx</c> file. Only apply models from sources you trust.</param>
    /// <param name="applications">How many times the network is applied, at least 1.</param>
    /// <exception cref="ArgumentException">There is no pair, a column has no name, is created twice, or is created by one pair and read by a later one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is not a model of this kind, or is damaged.</exception>
    public static EstimatorChain<IgnProjectionTransformer> ProjectWithIgn(this TransformsCatalog catalog, InputOutputColumnPair[] columns, string modelPath, int applications = 1) =>
        catalog.ProjectWithIgn(columns, IgnModel.Load(modelPath), applications);

    /// <summary>Creates an estimator that projects the images of several columns with one model, as ML.NET's own transforms take several columns.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="columns">Columns to create and to read. None of them may be created by one pair and read by a later one: append two estimators for that.</param>
    /// <param name="model">The model. Only apply models from sources you trust.</param>
    /// <param name="applications">How many times the network is applied, at least 1.</param>
    /// <exception cref="ArgumentException">There is no pair, a column has no name, is created twice, or is created by one pair and read by a later one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static EstimatorChain<IgnProjectionTransformer> ProjectWithIgn(this TransformsCatalog catalog, InputOutputColumnPair[] columns, IgnModel model, int applications = 1) =>
        ProjectionPairs.Chain(columns, pair => catalog.ProjectWithIgn(pair.OutputColumnName, pair.InputColumnName, model, applications));

    private static IgnProjectionOptions Columns(string outputColumnName, string? inputColumnName, int applications) =>
        new() { OutputColumn = outputColumnName, InputColumn = inputColumnName, Applications = applications };
}

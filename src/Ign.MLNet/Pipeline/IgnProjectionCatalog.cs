using Ign.MLNet;
using Ign.MLNet.Networks;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Adds projection with idempotent generative networks to the transforms of an <see cref="MLContext"/>.</summary>
/// <remarks>
/// A stage tells <see cref="MLContext.Log"/> how it runs, and warns there when that is not as asked. Only apply models from sources you trust.
/// </remarks>
public static class IgnProjectionCatalog
{
    /// <summary>Creates an <see cref="IgnProjectionEstimator"/>, which projects the images of a column, with all options.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">Columns, and how to compute.</param>
    /// <inheritdoc cref="IgnProjectionEstimator(MLContext, IgnModel, IgnProjectionOptions)" path="/exception"/>
    public static IgnProjectionEstimator ProjectWithIgn(this TransformsCatalog catalog, IgnModel model, IgnProjectionOptions options) =>
        new(StageEnvironment.Of(catalog), model, options);

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/>, which projects the images of a column, with all options and the model in a file.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="modelPath">The <c>.onnx</c> file.</param>
    /// <param name="options">Columns, and how to compute.</param>
    /// <inheritdoc cref="IgnProjectionEstimator(MLContext, IgnModel, IgnProjectionOptions)" path="/exception"/>
    /// <inheritdoc cref="IgnModel.Load(string)" path="/exception"/>
    public static IgnProjectionEstimator ProjectWithIgn(this TransformsCatalog catalog, string modelPath, IgnProjectionOptions options) =>
        catalog.ProjectWithIgn(IgnModel.Load(modelPath), options);

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/>, which projects the images of a column.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="outputColumnName">Column to create, a vector of <see cref="float"/>; see <see cref="IgnProjectionOptions.OutputColumn"/>.</param>
    /// <param name="inputColumnName">Column to read; see <see cref="IgnProjectionOptions.InputColumn"/>.</param>
    /// <param name="model">The model.</param>
    /// <param name="applications">How many times the network is applied, 1 to 1000.</param>
    /// <inheritdoc cref="IgnProjectionEstimator(MLContext, IgnModel, IgnProjectionOptions)" path="/exception"/>
    public static IgnProjectionEstimator ProjectWithIgn(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, IgnModel model, int applications = 1) =>
        catalog.ProjectWithIgn(model, new IgnProjectionOptions { OutputColumn = outputColumnName, InputColumn = inputColumnName, Applications = applications });

    /// <summary>Creates an <see cref="IgnProjectionEstimator"/>, which projects the images of a column with the model in a file.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="outputColumnName">Column to create, a vector of <see cref="float"/>; see <see cref="IgnProjectionOptions.OutputColumn"/>.</param>
    /// <param name="inputColumnName">Column to read; see <see cref="IgnProjectionOptions.InputColumn"/>.</param>
    /// <param name="modelPath">The <c>.onnx</c> file.</param>
    /// <param name="applications">How many times the network is applied, 1 to 1000.</param>
    /// <inheritdoc cref="IgnProjectionEstimator(MLContext, IgnModel, IgnProjectionOptions)" path="/exception"/>
    /// <inheritdoc cref="IgnModel.Load(string)" path="/exception"/>
    public static IgnProjectionEstimator ProjectWithIgn(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, string modelPath, int applications = 1) =>
        catalog.ProjectWithIgn(outputColumnName, inputColumnName, IgnModel.Load(modelPath), applications);

    /// <summary>Creates an estimator that projects the images of several columns with one model, as ML.NET's own transforms take several columns.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="columns">Columns to create and to read. None may be created by one pair and read by a later one: append two estimators for that.</param>
    /// <param name="model">The model.</param>
    /// <param name="applications">How many times the network is applied, 1 to 1000.</param>
    /// <exception cref="ArgumentException">There is no pair, a column has no name, is created twice, or is created by one pair and read by a later
    /// one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static EstimatorChain<IgnProjectionTransformer> ProjectWithIgn(this TransformsCatalog catalog, InputOutputColumnPair[] columns, IgnModel model,
        int applications = 1) =>
            ProjectionPairs.Chain(columns, pair => catalog.ProjectWithIgn(pair.OutputColumnName, pair.InputColumnName, model, applications));

    /// <summary>Creates an estimator that projects the images of several columns with the model in a file.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="columns">Columns to create and to read. None may be created by one pair and read by a later one: append two estimators for that.</param>
    /// <param name="modelPath">The <c>.onnx</c> file.</param>
    /// <param name="applications">How many times the network is applied, 1 to 1000.</param>
    /// <inheritdoc cref="ProjectWithIgn(TransformsCatalog, InputOutputColumnPair[], IgnModel, int)" path="/exception"/>
    /// <inheritdoc cref="IgnModel.Load(string)" path="/exception"/>
    public static EstimatorChain<IgnProjectionTransformer> ProjectWithIgn(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, string modelPath, int applications = 1) =>
        catalog.ProjectWithIgn(columns, IgnModel.Load(modelPath), applications);
}

using Microsoft.ML;

namespace Ign.MLNet.Evaluation;

/// <summary>Makes the untrained multi-class classifier that a protocol fits, so that the libraries bring no trainer of their own.</summary>
/// <param name="ml">Seeded context.</param>
/// <param name="labelColumn">Key column with the class.</param>
/// <param name="featureColumn">Vector of pixels in [-1,1].</param>
/// <returns>An estimator that makes the column <c>PredictedLabel</c>, a key of the same type as the label.</returns>
public delegate IEstimator<ITransformer> ClassifierFactory(MLContext ml, string labelColumn, string featureColumn);

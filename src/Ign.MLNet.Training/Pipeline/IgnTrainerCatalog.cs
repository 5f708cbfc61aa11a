using Ign.MLNet;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Microsoft.ML;

/// <summary>Adds training of idempotent generative networks to the transforms of an <see cref="MLContext"/>.</summary>
/// <remarks>Progress and warnings appear in <see cref="MLContext.Log"/>, and temporary files lie below <see cref="MLContext.TempFilePath"/>.</remarks>
public static class IgnTrainerCatalog
{
    /// <summary>
    /// Creates an <see cref="IgnTrainer"/>, which learns to restore images of the kind that <paramref name="inputColumnName"/> holds when the
    /// pipeline is fitted.
    /// </summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="outputColumnName">Column to create: a vector of <see cref="float"/> with the dimensions of the column that the stage reads.</param>
    /// <param name="inputColumnName">
    /// Column to learn from and to read later, a vector of <see cref="float"/> from -1 to 1 or of <see cref="byte"/>, in CHW order, or an
    /// <see cref="Microsoft.ML.Data.MLImage"/>; <see langword="null"/> for <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="shape">Shape of one image; <see langword="null"/> for that of the column's type.</param>
    /// <param name="images">Length of the training in images, counted with repetition.</param>
    /// <exception cref="ArgumentException">A column has no name, or a number is out of its range.</exception>
    public static IgnTrainer TrainIgnProjection(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        TensorShape? shape = null, long images = 100_000) =>
            catalog.TrainIgnProjection(outputColumnName, inputColumnName, FirstLook(shape, images));

    /// <summary>Creates an <see cref="IgnTrainer"/> with all options of the training.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="outputColumnName">Column to create: a vector of <see cref="float"/> with the dimensions of the column that the stage reads.</param>
    /// <param name="inputColumnName">Column that the stage reads; <see langword="null"/> for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">What to train and how.</param>
    /// <exception cref="ArgumentException">A column has no name, an option is out of its range, or two contradict each other.</exception>
    public static IgnTrainer TrainIgnProjection(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, IgnTrainerOptions options) =>
        catalog.TrainIgnProjection(new IgnProjectionOptions { OutputColumn = outputColumnName, InputColumn = inputColumnName }, options);

    /// <summary>Creates an <see cref="IgnTrainer"/> with all options of the training and of the stage that comes of it.</summary>
    /// <param name="catalog">The catalog of transforms.</param>
    /// <param name="projection">Columns of the stage, and how it computes once it is trained.</param>
    /// <param name="options">What to train and how.</param>
    /// <exception cref="ArgumentException">A column has no name, an option is out of its range, or two contradict each other.</exception>
    public static IgnTrainer TrainIgnProjection(this TransformsCatalog catalog, IgnProjectionOptions projection, IgnTrainerOptions options) =>
        new(StageEnvironment.Of(catalog), projection, options);

    private static IgnTrainerOptions FirstLook(TensorShape? shape, long images)
    {
        if (shape is not { } known) return new IgnTrainerOptions { FirstLook = images };
        try
        {
            return new IgnTrainerOptions { Training = IgnTrainerOptions.StandardFor(known, images) };
        }
        catch (SpecException e)
        {
            throw new ArgumentException(e.Message, nameof(shape), e);
        }
    }
}

using System.Text.Json.Serialization;

namespace Ign.MLNet.Networks;

/// <summary>Shape of one image tensor, without the batch dimension (CHW).</summary>
/// <param name="Channels">Number of channels, at least 1.</param>
/// <param name="Height">Rows in pixels, at least 1.</param>
/// <param name="Width">Columns in pixels, at least 1.</param>
public readonly record struct TensorShape(int Channels, int Height, int Width)
{
    /// <summary>Number of values in one image: Channels · Height · Width.</summary>
    [JsonIgnore]
    public int Size => checked(Channels * Height * Width);

    /// <summary>The shape as people write it, for example <c>1x28x28</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}

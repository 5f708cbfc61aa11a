using System.Globalization;
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

    /// <summary>Reads a shape as <see cref="ToString"/> writes it.</summary>
    internal static bool TryParse(string text, out TensorShape shape)
    {
        int[] sides = [.. text.Split('x').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        bool isOne = sides is [> 0, > 0, > 0];
        shape = isOne ? new TensorShape(sides[0], sides[1], sides[2]) : default;
        return isOne;
    }

    /// <summary>The shape as people write it, for example <c>1x28x28</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}

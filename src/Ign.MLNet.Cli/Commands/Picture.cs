using System.CommandLine;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>The options of commands that write one picture.</summary>
internal static class Picture
{
    private const string Ending = ".png";

    internal static Option<string> Out() => PathOption.Output("--out", "Picture to write.", "picture.png");

    internal static Option<ulong> Seed(string of) => ValueOption.Of<ulong>("--seed", $"Seed of {of}.", "number", 1);

    internal static Option<int?> Scale() => ValueOption.Of<int?>("--scale", "Side of the square that a pixel becomes, 1 to 16.", "number")
        .Accept(text => !int.TryParse(text, out int value) || value is >= 1 and <= 16, "1 to 16");

    /// <exception cref="UsageException">The file cannot be written there, or is no PNG.</exception>
    internal static void CheckOut(string path)
    {
        if (!path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--out: expected a name that ends in {Ending}, got '{path}'.");
        OutputPath.CheckFile("--out", path);
    }

    /// <summary>The scale that was asked for, or the standard one, if the picture is not too large for it.</summary>
    internal static int CheckScale(int? scale, int count, int columns, TensorShape shape, int group = 0, int rowGroup = 0)
    {
        int enlarge = scale ?? PngGrid.Enlargement(shape);
        try
        {
            PngGrid.CheckSize(count, columns, shape, enlarge, group, rowGroup);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--scale {enlarge}: {ErrorReport.TextOf(e)}");
        }
        return enlarge;
    }
}

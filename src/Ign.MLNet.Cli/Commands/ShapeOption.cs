using System.CommandLine;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>The option <c>--shape</c> of commands that decode a folder of images.</summary>
internal static class ShapeOption
{
    private const int MaxSide = 8192;

    internal static Option<string?> Create() =>
        ValueOption.Of<string?>("--shape", "Shape that a folder of images is brought to, as channels x height x width.", "3x64x64")
            .Accept(text => Parse(text) is not null, "a shape like 3x64x64 with 1 or 3 channels");

    internal static TensorShape? Read(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { } text ? Parse(text) : null;

    private static TensorShape? Parse(string text) =>
        TensorShape.TryParse(text, out var shape) && shape is { Channels: 1 or 3, Height: <= MaxSide, Width: <= MaxSide } ? shape : null;
}

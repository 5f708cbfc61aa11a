using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Keeps images from being shrunk to a model's size without a word: enlarged again they have lost their detail. A card that says
/// <see cref="FitMode.Resize"/> stands for images about as large as the model's; for others a person has to say it.
/// </summary>
internal static class ShrinkGuard
{
    /// <summary>
    /// How many times longer a side may be than the model's: up to here an image loses one octave of detail, at most three pixels of four, as a
    /// thumbnail does that was made a little too large. A photograph is beyond it with any model of today.
    /// </summary>
    internal const int MostTimes = 2;

    private const int LookedAt = 32;
    private const string WhatToDo = "ask for that with the fit 'resize' (--fit resize), or have it worked on in pieces of the model's size ('tile'), which suits models of texture and noise.";

    /// <summary>Whether nobody but the card asked for resizing.</summary>
    internal static bool Guards(RestorationOptions options) => options.Fit is null && options.Model.Card.Fit == FitMode.Resize;

    internal static bool IsBeyond(int width, int height, TensorShape shape) => width > (long)MostTimes * shape.Width || height > (long)MostTimes * shape.Height;

    /// <summary>Refuses one image.</summary>
    /// <exception cref="ImageFileException">It would be shrunk too far, and nobody asked for that.</exception>
    internal static void Check(int width, int height, RestorationOptions options)
    {
        if (Guards(options) && IsBeyond(width, height, options.Model.Shape)) throw new ImageFileException(Reason(width, height, options.Model.Shape));
    }

    /// <summary>Why an image fails; continues its name.</summary>
    internal static string Reason(int width, int height, TensorShape shape) =>
        $"has {width}x{height} pixels, the model takes {shape.Width}x{shape.Height}: shrunk to that and enlarged again it would lose its detail; {WhatToDo}";

    /// <summary>
    /// Looks at the headers of some images that are spread over the list. Where each of them would be shrunk too far, the job is not what was meant;
    /// where some would, those fail one by one.
    /// </summary>
    /// <returns>A warning; null for nothing to say.</returns>
    /// <exception cref="RestorationRefusedException">All would be shrunk too far.</exception>
    internal static string? CheckFolder(RestorationOptions options, IReadOnlyList<FoundFile> files)
    {
        if (!Guards(options)) return null;
        FoundFile[] images = [.. files.Where(f => f.IsImage)];
        var shape = options.Model.Shape;
        int count = Math.Min(LookedAt, images.Length), readable = 0, beyond = 0;
        string first = "";
        for (int i = 0; i < count; i++)
        {
            string path = images[(int)((long)i * images.Length / count)].Path;
            if (ImageHeader.SizeOf(Path.Join(options.InputFolder, path)) is not { } size) continue;
            readable++;
            if (!IsBeyond(size.Width, size.Height, shape)) continue;
            if (beyond++ == 0) first = $"'{path}' has {size.Width}x{size.Height}";
        }
        if (beyond == 0) return null;
        if (beyond == readable)
        {
            throw new RestorationRefusedException(
                $"The model takes images of {shape.Width}x{shape.Height} pixels, and {first}: shrunk to that and enlarged again it would lose its detail. Nothing was restored; {WhatToDo}");
        }
        return $"{beyond} of {readable} images looked at are more than {MostTimes} times as large as the model's {shape.Width}x{shape.Height} ({first}); these will fail. To shrink them, {WhatToDo}";
    }
}

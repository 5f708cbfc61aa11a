using System.Diagnostics;
using Ign.MLNet.Imaging;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// What one writes first: one file after another is read, cut, projected, encoded, written. The same codec, tiles and figures, but no
/// batches across images, no stages side by side, no journal, no flushing.
/// </summary>
/// <param name="options">Model and fit.</param>
/// <param name="projector">The network.</param>
/// <param name="batched">Whether the tiles of an image go through the network together; otherwise one by one.</param>
internal sealed class NaiveLoop(RestorationOptions options, IgnProjector projector, bool batched)
{
    /// <summary>Seconds for a part.</summary>
    internal double Run(RestorePart part)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (string path in part.Paths)
        {
            using var image = RestorableImage.Open(File.ReadAllBytes(Path.Join(options.InputFolder, path)), options.Limits);
            var pieces = Pieces.Of(image.Decode(options.Model.Card), options.Model.Shape, options.Fit!.Value, Pieces.DefaultOverlap(options.Model.Shape));
            int together = batched ? pieces.Count : 1, size = options.Model.Shape.Size;
            var values = new float[together * size];
            for (int first = 0; first < pieces.Count; first += together)
            {
                for (int i = 0; i < together; i++) pieces.Read(first + i, values.AsSpan(i * size, size));
                float[] result = projector.Project(values, options.Applications);
                if (options.MeasureResidual) projector.Project(result);
                for (int i = 0; i < together; i++) pieces.Write(first + i, result.AsSpan(i * size, size));
            }
            string target = Path.Join(options.OutputFolder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, image.Encode(pieces.Result(), options.Model.Card));
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

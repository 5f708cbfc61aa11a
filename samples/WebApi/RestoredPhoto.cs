using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Samples.WebApi;

/// <summary>The row that comes out of the pipeline.</summary>
internal sealed class RestoredPhoto : IDisposable
{
    [ImageType(1, 1), ColumnName("Restored")]
    public MLImage Image { get; set; } = null!;

    /// <summary>‖f(y) − y‖ over all values, which lie between -1 and 1.</summary>
    public float Displacement { get; set; }

    /// <summary>The same as a root mean square, in levels of 255: it does not grow with the photograph.</summary>
    internal double Levels => 127.5 * Displacement / Math.Sqrt(3.0 * Image.Width * Image.Height);

    public void Dispose() => Image.Dispose();
}

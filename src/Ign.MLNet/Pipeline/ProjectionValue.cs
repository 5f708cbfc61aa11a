using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Hands a projected image to a caller of ML.NET, who owns and re-uses the vector.</summary>
internal static class ProjectionValue
{
    internal static void CopyTo(ReadOnlySpan<float> image, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, image.Length);
        image.CopyTo(editor.Values);
        value = editor.Commit();
    }
}

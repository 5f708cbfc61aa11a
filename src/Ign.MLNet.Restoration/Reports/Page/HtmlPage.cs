using System.Runtime.CompilerServices;

namespace Ign.MLNet.Restoration;

/// <summary>A page that is being written; values inside interpolated strings are escaped.</summary>
internal sealed class HtmlPage(TextWriter target)
{
    internal TextWriter Target { get; } = target;

    /// <summary>Writes markup with escaped values, and ends the line.</summary>
    /// <param name="html">Is written while it is built, before this method is entered.</param>
    internal void Line([InterpolatedStringHandlerArgument("")] HtmlText html)
    {
        _ = html;
        Target.WriteLine();
    }
}

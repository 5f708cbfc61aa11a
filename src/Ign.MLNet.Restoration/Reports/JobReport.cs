using System.Text;
using System.Text.Json;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Writes <c>report.jsonl</c> (a line a file), <c>summary.json</c> and <c>report.html</c> into one folder. All three appear at the end, each of them
/// whole; <c>summary.json</c> is the last one. Memory does not grow with the number of files.
/// </summary>
internal sealed class JobReport : IDisposable
{
    internal const string ItemsName = "report.jsonl", SummaryName = "summary.json", PageName = "report.html";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _folder;
    private readonly ReportHead _head;
    private readonly ReportFigures _figures = new();
    private readonly PartialFile _items;
    private readonly StreamWriter _lines;
    private bool _finished;

    /// <summary>Creates the folder where it is missing, and removes what a killed run has left there.</summary>
    /// <exception cref="IOException">The folder cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    internal JobReport(string folder, ReportHead head)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _head = head;
        foreach (string name in (string[])[ItemsName, SummaryName, PageName]) PartialFile.RemoveLeftovers(_folder, name);
        _items = new PartialFile(_folder, ItemsName);
        _lines = new StreamWriter(_items.Stream, s_utf8, 1 << 16, leaveOpen: true) { NewLine = "\n" };
    }

    /// <summary>Begins the report of a job.</summary>
    /// <exception cref="RestorationRefusedException">Its folder cannot be written.</exception>
    internal static JobReport Open(string folder, ReportHead head)
    {
        try
        {
            return new JobReport(folder, head);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RestorationRefusedException($"The report folder '{folder}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Adds one file; not for use by two threads at once.</summary>
    internal void Add(RestorationItem item)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _lines.WriteLine(ItemJson.Line(item));
        _figures.Add(item);
    }

    /// <summary>Writes the rest and gives all three files their names.</summary>
    /// <param name="summary">What the run has come to; its time is that of the images.</param>
    /// <param name="elapsed">The time so far, for <c>summary.json</c>, which is written after the pictures; null for that of the images.</param>
    /// <exception cref="IOException">The disk is full, or a file of an older report cannot be replaced; <see cref="Dispose"/> cleans up.</exception>
    internal void Finish(RestorationSummary summary, Func<TimeSpan>? elapsed = null)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _finished = true;
        using var page = new PartialFile(_folder, PageName);
        using var figures = new PartialFile(_folder, SummaryName);
        using (var text = new StreamWriter(page.Stream, s_utf8, 1 << 16, leaveOpen: true) { NewLine = "\n" })
            new ReportPage(text, _folder, _head, summary, _figures).Write();
        if (elapsed?.Invoke() is { } all) summary = summary with { Elapsed = all, Reporting = all - summary.Elapsed };
        JsonSerializer.Serialize(figures.Stream, SummaryFile.Of(_head, summary, _figures), ReportJson.Indented);
        figures.Stream.WriteByte((byte)'\n');
        _lines.Flush();
        // Nothing is shown before everything is on disk.
        foreach (var file in (PartialFile[])[_items, page, figures]) file.Seal();
        foreach (var file in (PartialFile[])[_items, page, figures]) file.Commit();
    }

    /// <summary>The same at the end of a run.</summary>
    /// <exception cref="RestorationStoppedException">It cannot be written.</exception>
    internal void FinishOrStop(RestorationSummary summary, Func<TimeSpan> elapsed)
    {
        try
        {
            Finish(summary, elapsed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RestorationStoppedException($"The report cannot be written: {e.Message} What stands in the output is whole; mend it and run this again.",
                e);
        }
    }

    /// <summary>The same for a run that stops and has told why: a report that cannot be written adds nothing.</summary>
    internal void TryFinish(RestorationSummary summary, Func<TimeSpan> elapsed)
    {
        try
        {
            Finish(summary, elapsed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full.
        }
    }

    /// <summary>Without <see cref="Finish"/>, removes what was written; older reports stay.</summary>
    public void Dispose()
    {
        _finished = true;
        _items.Dispose();
    }
}

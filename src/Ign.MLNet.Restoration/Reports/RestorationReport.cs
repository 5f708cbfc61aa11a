namespace Ign.MLNet.Restoration;
internal sealed class RestorationReport(string folder, ReportHead head) : IDisposable
{
    internal void Add(RestorationItem item) { _ = item; _ = folder; _ = head; }
    internal void Finish(RestorationSummary summary) { _ = summary; _ = folder; }
    public void Dispose() { }
}

using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>How a restoration shows itself.</summary>
internal interface IRestoreView
{
    /// <summary>Before the first file.</summary>
    void Start(int found, int images, long bytes, string? warning);

    /// <summary>A file is finished. Called by one thread at a time.</summary>
    void Show(RestoreProgress progress);

    /// <summary>The run has ended as planned.</summary>
    void End(RestorationSummary summary);

    /// <summary>The run has been stopped.</summary>
    void Stopped(RestoreProgress? last);
}

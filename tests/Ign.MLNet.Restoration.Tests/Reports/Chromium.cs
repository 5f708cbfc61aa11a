using System.Diagnostics;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Opens pages in a headless browser, as a reader of a report would.</summary>
internal static class Chromium
{
    /// <summary>The document after scripts have run, and what the page complained about.</summary>
    internal static async Task<(string Document, string[] Complaints)> Open(TemporaryFolder folder, string page)
    {
        string program = Require.Program("chromium", "chromium", "chromium-browser", "google-chrome");
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={folder["browser"]}", "--enable-logging=stderr",
            "--window-size=1280,2000", "--virtual-time-budget=5000", "--dump-dom", new Uri(page).AbsoluteUri,
        ];
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (await output, [.. (await errors).Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))]);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}

using System.Globalization;

namespace Ign.MLNet.Reports;

/// <summary>Figures as people read them, the same in every culture.</summary>
internal static class Figures
{
    private static readonly string[] s_units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>Three digits that count, without an exponent down to a hundred-thousandth.</summary>
    internal static string Number(double value) => value.ToString(Math.Abs(value) >= 1000 ? "N0" : "G3", CultureInfo.InvariantCulture);

    /// <summary>For example 12.3 MB; units of 1000.</summary>
    internal static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 999.5 && unit < s_units.Length - 1; unit++) value /= 1000;
        return $"{Number(value)} {s_units[unit]}";
    }

    /// <summary>For example 320 ms or 4.5 s.</summary>
    internal static string Milliseconds(double milliseconds) =>
        milliseconds < 999.5 ? $"{Number(milliseconds)} ms" : $"{Number(milliseconds / 1000)} s";

    /// <summary>For example 4.5 s, 3 min 20 s, or 2 h 5 min.</summary>
    internal static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromMinutes(1)) return Milliseconds(time.TotalMilliseconds);
        return time < TimeSpan.FromHours(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours:N0} h {time.Minutes} min");
    }

    /// <summary>For example 0.25 %.</summary>
    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} %");

    /// <summary>For example 1,200.</summary>
    internal static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>For example 1 file or 1,200 files.</summary>
    internal static string Count(long count, string one, string? many = null) =>
        $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";
}

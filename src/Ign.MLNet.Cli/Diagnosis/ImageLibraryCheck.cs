using NetVips;
using SkiaSharp;

namespace Ign.MLNet.Cli;

/// <summary>Whether images can be read and written: libvips for folders of files, Skia for data sets and picture grids.</summary>
internal static class ImageLibraryCheck
{
    internal static IEnumerable<Finding> Look() => [Vips(), Skia()];

    private static Finding Vips()
    {
        if (!ModuleInitializer.VipsInitialized)
            return new Finding("libvips", "cannot be loaded; needed for 'ign restore'",
                $"{ProgramBuild.Line} (brings NetVips.Native; {ModuleInitializer.Exception?.Message})");
        return new Finding("libvips", $"{NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)}.{NetVips.NetVips.Version(2)}");
    }

    private static Finding Skia()
    {
        try
        {
            using var bitmap = new SKBitmap(1, 1);
            return new Finding("Skia", SkiaSharpVersion.Native.ToString());
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or InvalidOperationException)
        {
            string package = OperatingSystem.IsLinux() ? "SkiaSharp.NativeAssets.Linux.NoDependencies" : "SkiaSharp";
            return new Finding("Skia", "cannot be loaded; needed for 'ign train' and 'ign generate'",
                $"{ProgramBuild.Line} (brings {package}; {(e.InnerException ?? e).Message})");
        }
    }
}

using System.Runtime.InteropServices;
using TorchSharp;

namespace Ign.MLNet.Training;

/// <summary>Loads libtorch once, with settings that have to be made before it loads.</summary>
public static class TorchRuntime
{
    private static readonly Lazy<bool> s_loaded = new(Load);

    /// <summary>Loads libtorch.</summary>
    /// <exception cref="InvalidOperationException">The native library is not there or does not load; the message says what to add.</exception>
    public static void Initialize() => _ = s_loaded.Value;

    /// <summary>
    /// Whether the native libraries load. TorchSharp itself would search the packages of this user, copy half a gigabyte and write about it to the console.
    /// </summary>
    internal static bool IsThere => (NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out _) || LibtorchPackage.TryLoad())
        && NativeLibrary.TryLoad("LibTorchSharp", typeof(torch).Assembly, null, out _);

    /// <summary>CUDA if libtorch has it and a device is there, else CPU.</summary>
    public static torch.Device BestDevice()
    {
        Initialize();
        return torch.cuda.is_available() ? torch.CUDA : torch.CPU;
    }

    /// <summary>The device that was asked for, or <see cref="BestDevice"/> for null.</summary>
    /// <exception cref="InvalidOperationException">libtorch sees no CUDA device.</exception>
    internal static torch.Device DeviceFor(ExecutionProvider? provider)
    {
        var best = BestDevice();
        if (provider == ExecutionProvider.Cuda && best.type != DeviceType.CUDA)
            throw new InvalidOperationException("Training on CUDA was asked for, but libtorch sees no CUDA device. It needs the package TorchSharp-cuda-linux or TorchSharp-cuda-windows and an NVIDIA driver.");
        return provider == ExecutionProvider.Cpu ? torch.CPU : best;
    }

    private static bool Load()
    {
        // OpenMP threads that spin while waiting slow a shared machine many times over.
        if (OperatingSystem.IsLinux()) NativeEnvironment.SetIfUnset("GOMP_SPINCOUNT", "2000");
        FreedMemory.Keep();
        if (!IsThere) throw Missing(new DllNotFoundException("LibTorchSharp or libtorch"));
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            SilenceWarnings();
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            throw Missing(e);
        }
    }

    private static InvalidOperationException Missing(Exception cause)
    {
        return new InvalidOperationException(
            $"libtorch could not be loaded. Training needs its native library: dotnet add package {LibtorchPackage.Name ?? "libtorch-cpu"} --version {LibtorchPackage.Version} " +
            "(or TorchSharp-cuda-linux / TorchSharp-cuda-windows 0.107.0). On Linux it needs libstdc++ of GCC 13 or newer.", cause);
    }

    /// <summary>
    /// On some processors, libtorch warns at every convolution that it does without NNPACK. Its errors are exceptions. Only PyTorch's own start reads the
    /// variable TORCH_CPP_LOG_LEVEL, so the level is set where libtorch keeps it; somebody who has set the variable sees the warnings.
    /// </summary>
    private static void SilenceWarnings()
    {
        const int Error = 2;
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("TORCH_CPP_LOG_LEVEL") is null
            && NativeLibrary.TryLoad("libc10.so", out nint library) && NativeLibrary.TryGetExport(library, "FLAGS_caffe2_log_level", out nint level))
            Marshal.WriteInt32(level, Error);
    }
}

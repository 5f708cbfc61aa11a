using System.Text.RegularExpressions;
using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet;

/// <summary>Opens a model in ONNX Runtime on the device that the options name.</summary>
internal static partial class SessionFactory
{
    /// <exception cref="IgnRuntimeException">The native library is missing, or the GPU cannot be used and falling back is not allowed.</exception>
    /// <exception cref="IgnFormatException">ONNX Runtime refuses the graph.</exception>
    internal static SharedSession Open(IgnModel model, IgnProjectorOptions options)
    {
        try
        {
            return options.Provider == ExecutionProvider.Cuda ? OpenCuda(model, options) : OpenCpu(model, options, fallbackReason: null);
        }
        catch (Exception e) when (NativeDiagnosis.IsNativeFailure(e))
        {
            throw NativeDiagnosis.Explain(e);
        }
    }

    private static SharedSession OpenCpu(IgnModel model, IgnProjectorOptions options, string? fallbackReason)
    {
        int threads = Threads(options);
        bool custom = options.Provider == ExecutionProvider.Custom;
        try
        {
            var execution = new IgnExecution(custom ? ExecutionProvider.Custom : ExecutionProvider.Cpu, -1, threads, fallbackReason);
            return new SharedSession(model, OpenOn(threads), execution, threads > 1 && !custom ? () => OpenOn(1) : null);
        }
        catch (OnnxRuntimeException e)
        {
            if (custom)
                throw new IgnRuntimeException($"ONNX Runtime could not open the model as {nameof(IgnProjectorOptions.ConfigureSession)} asks: {e.Message}", e);
            throw new IgnFormatException($"ONNX Runtime refuses the graph: {e.Message}", e);
        }

        NativeSession OpenOn(int number)
        {
            using var session = CreateOptions(number, model.AnySize);
            options.ConfigureSession?.Invoke(session);
            return new NativeSession(model.UnsafeBytes, session);
        }
    }

    private static SharedSession OpenCuda(IgnModel model, IgnProjectorOptions options)
    {
        string reason, remedy = $"Set {nameof(IgnProjectorOptions.FallBackToCpu)} to compute on the processor instead.";
        Exception? cause = null;
        // The processor-only native library lacks the entry point itself, so ask before calling.
        if (!NativeDiagnosis.HasCuda())
        {
            var conflict = IgnPackageConflict.Find();
            reason = NativeDiagnosis.WhyNoCuda(conflict);
            remedy = $"{NativeDiagnosis.CudaRemedy(conflict)}. {remedy}";
        }
        else
        {
            try
            {
                return CreateCuda(model, options);
            }
            catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
            {
                cause = e;
                reason = MissingLibrary().Match(e.Message) is { Success: true } missing
                    ? $"{missing.Groups[1]}, a library of CUDA or cuDNN, is not here"
                    : $"ONNX Runtime could not start CUDA on device {options.DeviceId} (driver, CUDA or cuDNN missing, or no such device): {e.Message.Trim()}";
            }
        }
        if (!options.FallBackToCpu)
            throw new IgnRuntimeException(
                $"A GPU was asked for, but {reason}. Set {nameof(IgnProjectorOptions.FallBackToCpu)} to compute on the processor instead.", cause)
            {
                Remedy = remedy,
            };
        return OpenCpu(model, options, reason);
    }

    // What the loader of Linux says.
    [GeneratedRegex(@"(lib\S+\.so\S*): cannot open shared object file")]
    private static partial Regex MissingLibrary();

    private static SharedSession CreateCuda(IgnModel model, IgnProjectorOptions options)
    {
        using var session = CreateOptions(Threads(options), model.AnySize);
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = options.DeviceId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            // Full 32-bit arithmetic, and one algorithm instead of a race between several: the same image gives the same result again.
            ["use_tf32"] = "0",
            ["cudnn_conv_algo_search"] = "DEFAULT",
        });
        session.AppendExecutionProvider_CUDA(cuda);
        return new SharedSession(model, new NativeSession(model.UnsafeBytes, session),
            new IgnExecution(ExecutionProvider.Cuda, options.DeviceId, Threads(options)));
    }

    internal static SessionOptions CreateOptions(int threads, bool anySize = false) => new()
    {
        // A plan of the memory is made for one size of images, and kept for each that comes.
        EnableMemoryPattern = !anySize,
        IntraOpNumThreads = threads,
        InterOpNumThreads = 1,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        // Failures come as exceptions; a library does not also write them to the console.
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
    };

    // .NET counts the cores that a container grants; ONNX Runtime would count those of the machine.
    internal static int Threads(IgnProjectorOptions options) => options.IntraOpThreads > 0 ? options.IntraOpThreads : Environment.ProcessorCount;
}

using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>Something that runs model files.</summary>
internal interface IExportRuntime
{
    string Name { get; }

    /// <summary>Short name in result lines.</summary>
    string Key { get; }

    /// <summary>Operator set of the files that it is given.</summary>
    int Opset => OnnxForm.DefaultOpset;

    /// <summary>Runs a file.</summary>
    /// <param name="model">A model file; its batch is free.</param>
    /// <param name="vectors">Test vectors for it, a safetensors file.</param>
    /// <returns>What came out; null where this runtime is not on this machine.</returns>
    /// <exception cref="NotSupportedException">It cannot read this file.</exception>
    /// <exception cref="InvalidOperationException">It is there and fails.</exception>
    ExportFigures? Measure(string model, string vectors);
}

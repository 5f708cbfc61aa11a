using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Networks;
using Ign.MLNet.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// <c>probe</c>: the same few steps on the processor and on a device, with their losses side by side. Where libtorch is of another version
/// than TorchSharp was compiled for, it shows whether the two still understand each other.
/// </summary>
internal static class ProbeCommand
{
    private const double Tolerance = 0.01, NarrowTolerance = 0.2; // of a loss

    internal static Command Create()
    {
        Option<bool> cuda = new("--cuda") { Description = "Compare with the GPU; else the processor is compared with itself." };
        Option<int> steps = new("--steps") { Description = "Steps of the training.", HelpName = "N", DefaultValueFactory = _ => 12 };
        Option<int> threads = new("--threads") { Description = "Processor threads.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        Command command = new("probe", "A few steps on the processor and on a device, with their losses.") { cuda, steps, threads };
        command.SetAction(result =>
        {
            TorchRuntime.Initialize();
            set_num_threads(result.GetValue(threads));
            bool gpu = result.GetValue(cuda);
            Console.WriteLine($"libtorch is loaded; GPUs that it sees: {(torch.cuda.is_available() ? torch.cuda.device_count() : 0)}");
            if (gpu) backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = false;
            bool same = true;
            foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
            {
                var expected = Losses(CPU, ScalarType.Float32, result.GetValue(steps));
                var found = Losses(gpu ? CUDA : CPU, type, result.GetValue(steps));
                Console.WriteLine($"step, loss on the processor in Float32, loss on {(gpu ? "the GPU" : "the processor")} in {type}:");
                for (int i = 0; i < expected.Count; i++)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1} {expected[i]:0.000000} {found[i]:0.000000}"));
                double error = expected.Zip(found, (e, f) => Math.Abs(e - f) / Math.Abs(e)).Max();
                double limit = type == ScalarType.Float32 ? Tolerance : NarrowTolerance;
                bool agrees = error <= limit, learns = found[^1] < found[0]; // neither of NaN
                string verdict = $"{(agrees ? "agrees" : "DIFFERS")}, loss {(learns ? "falls" : "DOES NOT FALL")}";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type}: {verdict} (differs by {error:0.0e0} of a loss; at most {limit})"));
                same &= agrees && learns;
            }
            return same ? 0 : 1;
        });
        return command;
    }

    /// <summary>The reconstruction loss before each step.</summary>
    private static List<double> Losses(Device device, ScalarType type, int steps)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var spec = Dcgan.For(new(1, 28, 28), new() { Width = 16, Latent = 32 });
        using var network = new TorchNetwork(spec, device);
        network.Load(Initialization.Dcgan(spec, 1));
        network.ComputeType = type;
        using var adam = new Adam(network.Values, network.Gradients, 0.5, 0.999);
        // Smooth images: noise cannot be learned in a few steps.
        var x = rand([16, 1, 4, 4], generator: generator).repeat_interleave(7, 2).repeat_interleave(7, 3).mul(2).sub(1).to(device);
        var z = randn([16, 1, 28, 28], generator: generator).to(device);
        var objective = new FusedIgnObjective(IgnOptions.Listing);
        var losses = new List<double>();
        for (int i = 0; i < steps; i++)
        {
            network.ZeroGradients();
            losses.Add(objective.Step(network, new TrainingBatch(x, z)).Reconstruction);
            adam.Step(1e-3);
        }
        return losses;
    }
}

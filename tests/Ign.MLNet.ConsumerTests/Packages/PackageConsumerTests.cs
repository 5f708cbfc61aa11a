using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Stranger;

namespace Ign.MLNet.ConsumerTests;

/// <summary>New projects that do what the page of the package Ign.MLNet tells them to.</summary>
[TestClass]
[TestCategory("Long")]
public sealed class PackageConsumerTests
{
    private const float Tolerance = 1e-5f;

    [TestMethod]
    public async Task A_project_that_follows_the_page_projects_saves_and_loads_as_this_repository_does()
    {
        var packed = await PackedLibraries.GetAsync();
        var page = AddPackageLine.AllOf(packed["Ign.MLNet"].Page);
        using var project = new ConsumerProject(packed, page);

        var build = await project.BuildAsync();
        string[] lines = (await project.RunAsync()).Succeeded().Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');

        Assert.HasCount(2, page);
        Assert.HasCount(3, lines);
        Assert.AreEqual("0", lines[0], "the loaded pipeline gives other images than the one that was saved");
        Assert.AreEqual($"IgnExecution {{ Provider = Cpu, Device = -1, Threads = {HereThreads()}, FallbackReason =  }}", lines[1]);
        float[] expected = ProjectedHere(), actual = MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(lines[2])).ToArray();
        Assert.HasCount(expected.Length, actual);
        Assert.IsLessThanOrEqualTo(Tolerance, expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max());
        Assert.IsFalse(build.Output.Contains("warning", StringComparison.OrdinalIgnoreCase)
            && !build.Output.Contains(" 0 Warning(s)", StringComparison.Ordinal), build.Output);

        var restored = project.RestoredPackages();
        Assert.AreEqual(packed.Version, restored["Ign.MLNet"]);
        Assert.AreEqual(packed.Version, restored["Ign.MLNet.Networks"]);
        CollectionAssert.AreEqual(Array.Empty<string>(), restored.Keys.Where(IsTorch).ToArray());
        CollectionAssert.AreEqual(Array.Empty<string>(),
            Directory.EnumerateFiles(project.Output, "*", SearchOption.AllDirectories).Where(f => IsTorch(Path.GetFileName(f))).ToArray());
    }

    [TestMethod]
    public async Task A_project_that_forgets_the_native_package_builds_and_is_told_the_line_of_the_page()
    {
        var packed = await PackedLibraries.GetAsync();
        using var project = new ConsumerProject(packed, [new AddPackageLine("Ign.MLNet", "")]);

        await project.BuildAsync();
        var child = await project.RunAsync();

        Assert.AreEqual(1, child.ExitCode, child.Output + child.Error);
        string advice = child.Error.Trim()[(child.Error.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        var line = AddPackageLine.AllOf(advice).Single();
        Assert.AreEqual("Microsoft.ML.OnnxRuntime", line.Id);
        CollectionAssert.Contains(AddPackageLine.AllOf(packed["Ign.MLNet"].Page), line);
    }

    [TestMethod]
    public async Task A_project_that_follows_the_page_of_the_trainer_trains()
    {
        var packed = await PackedLibraries.GetAsync();
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("The page names the native package of Linux.");
        using var project = new ConsumerProject(packed, AddPackageLine.AllOf(packed["Ign.MLNet.Training"].Page), "Trainer");

        await project.BuildAsync();
        // On systems whose libstdc++ is older than GCC 13, this is what the targets in the package are for.
        Assert.AreEqual("20", (await project.RunAsync()).Succeeded().Output.Trim());
    }

    [TestMethod]
    public async Task A_trimmed_program_loads_a_model_and_projects()
    {
        var packed = await PackedLibraries.GetAsync();
        using var project = new ConsumerProject(packed, AddPackageLine.AllOf(packed["Ign.MLNet"].Page), "Trimmed");

        string program = await project.PublishTrimmedAsync();
        string[] lines = (await Child.RunAsync(Path.GetDirectoryName(program)!, new Dictionary<string, string>(), program, Repository.Model))
            .Succeeded().Output.TrimEnd().Split('\n');

        var model = IgnModel.Load(Repository.Model);
        using var projector = new IgnProjector(model, new IgnProjectorOptions { IntraOpThreads = 1 });
        float[] expected = projector.Project([.. Enumerable.Range(0, model.Shape.Size).Select(i => MathF.Sin(0.05f * i))]);
        Assert.AreEqual(model.Card.Spec!.ParameterCount.ToString(System.Globalization.CultureInfo.InvariantCulture), lines[0]);
        CollectionAssert.AreEqual(expected, MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(lines[1])).ToArray());
    }

    private static bool IsTorch(string name) => name.Contains("torch", StringComparison.OrdinalIgnoreCase) || name.StartsWith("c10", StringComparison.Ordinal)
        || name.StartsWith("libc10", StringComparison.Ordinal);

    private static float[] ProjectedHere()
    {
        var ml = new MLContext();
        var rows = ml.Data.LoadFromEnumerable(NoisyRow.Some());
        using var stage = ml.Transforms.ProjectWithIgn("Restored", "Noisy", Repository.Model).Fit(rows);
        return [.. stage.Transform(rows).GetColumn<float[]>("Restored").SelectMany(v => v)];
    }

    private static int HereThreads()
    {
        using var projector = new IgnProjector(IgnModel.Load(Repository.Model));
        return projector.Execution.Threads;
    }
}

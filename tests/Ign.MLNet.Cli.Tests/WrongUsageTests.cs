using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class WrongUsageTests
{
    // {0} is a folder with: model.onnx, restoring.onnx, broken.onnx, text.txt, in/a.png, empty/, weights.safetensors, one and twenty (IDX images)
    [TestMethod]
    [DataRow("ign", "Expected a command: restore,", "")]
    [DataRow("ign", "no command or option 'frobnicate'; the commands are restore,", "frobnicate")]
    [DataRow("ign", "no command or option '--quick'", "--quick")]
    [DataRow("ign restore", "'--foo'", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --foo")]
    [DataRow("ign restore", "--out", "restore --model {0}/model.onnx --in {0}/in")]
    [DataRow("ign restore", "nope.onnx' does not exist", "restore --model {0}/nope.onnx --in {0}/in --out {0}/out")]
    [DataRow("ign restore", "is a folder; expected a file", "restore --model {0}/in --in {0}/in --out {0}/out")]
    [DataRow("ign restore", "nope' does not exist", "restore --model {0}/model.onnx --in {0}/nope --out {0}/out")]
    [DataRow("ign restore", "is a file; expected a folder", "restore --model {0}/model.onnx --in {0}/text.txt --out {0}/out")]
    [DataRow("ign restore", "is a file; expected a folder", "restore --model {0}/model.onnx --in {0}/in --out {0}/text.txt")]
    [DataRow("ign restore", "same folder", "restore --model {0}/model.onnx --in {0}/in --out {0}/in")]
    [DataRow("ign restore", "inside the input folder", "restore --model {0}/model.onnx --in {0}/in --out {0}/in/out")]
    [DataRow("ign restore", "holds no images", "restore --model {0}/model.onnx --in {0}/empty --out {0}/out")]
    [DataRow("ign restore", "expected 1 to 100, got 0", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --applications 0")]
    [DataRow("ign restore", "'many'", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --applications many")]
    [DataRow("ign restore", "'stretch'", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --fit stretch")]
    [DataRow("ign restore", "'7'", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --fit 7")]
    [DataRow("ign restore", "inside the input folder", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --report {0}/in/r.jsonl")]
    [DataRow("ign inspect", "file", "inspect")]
    [DataRow("ign inspect", "nope.onnx' does not exist", "inspect {0}/nope.onnx")]
    [DataRow("ign inspect", "is a folder", "inspect {0}")]
    [DataRow("ign export", "does not exist", "export {0}/nope --out {0}/new.onnx")]
    [DataRow("ign export", "holds no weights.safetensors", "export {0}/in --out {0}/new.onnx")]
    [DataRow("ign export", "does not exist", "export {0}/weights.safetensors --out {0}/nope/new.onnx")]
    [DataRow("ign export", "is a folder", "export {0}/weights.safetensors --out {0}/in")]
    [DataRow("ign export", "no entry 'colour'", "export {0}/weights.safetensors --out {0}/new.onnx --card colour=red")]
    [DataRow("ign export", "expected entry=value", "export {0}/weights.safetensors --out {0}/new.onnx --card license")]
    [DataRow("ign export", "expected a number", "export {0}/weights.safetensors --out {0}/new.onnx --card quality.psnr=good")]
    [DataRow("ign generate", "nope.onnx' does not exist", "generate --model {0}/nope.onnx --out {0}/out")]
    [DataRow("ign generate", "is a file", "generate --model {0}/model.onnx --out {0}/text.txt")]
    [DataRow("ign generate", "expected a folder", "generate --model {0}/model.onnx --out {0}/grid.png --images")]
    [DataRow("ign generate", "does not exist", "generate --model {0}/model.onnx --out {0}/nope/grid.png")]
    [DataRow("ign generate", "expected 1 to 100000, got -1", "generate --model {0}/model.onnx --out {0}/out --count -1")]
    [DataRow("ign interpolate", "nope.onnx' does not exist", "interpolate --model {0}/nope.onnx --out {0}/x.png")]
    [DataRow("ign interpolate", "ends in .png", "interpolate --model {0}/model.onnx --out {0}/x.jpg")]
    [DataRow("ign interpolate", "does not exist", "interpolate --model {0}/model.onnx --out {0}/nope/x.png")]
    [DataRow("ign interpolate", "expected 2 to 256, got 1", "interpolate --model {0}/model.onnx --out {0}/x.png --steps 1")]
    [DataRow("ign interpolate", "expected z, f, ff", "interpolate --model {0}/model.onnx --out {0}/x.png --show z,g")]
    [DataRow("ign interpolate", "expected z, f, ff", "interpolate --model {0}/model.onnx --out {0}/x.png --show f,,z")]
    [DataRow("ign interpolate", "expected 1 to 16, got '17'", "interpolate --model {0}/model.onnx --out {0}/x.png --scale 17")]
    [DataRow("ign interpolate", "--scale 16: The picture would be", "interpolate --model {0}/model.onnx --out {0}/x.png --scale 16 --rows 256 --steps 256")]
    [DataRow("ign arithmetic", "--base", "arithmetic --model {0}/model.onnx --out {0}/x.png --positive 1 --negative 2")]
    [DataRow("ign arithmetic", "expected up to 256 image numbers", "arithmetic --model {0}/model.onnx --out {0}/x.png --positive 1 --negative 2 --base red")]
    [DataRow("ign arithmetic", "--negative: expected up to 256", "arithmetic --model {0}/model.onnx --out {0}/x.png --positive 1 --negative 2,-3 --base 1")]
    [DataRow("ign project", "nope' does not exist", "project --model {0}/model.onnx --in {0}/nope --out {0}/x.png")]
    [DataRow("ign project", "have no colour", "project --model {0}/model.onnx --in {0}/in --out {0}/x.png --gray")]
    [DataRow("ign project", "expected more than 0, at most 10, got '-1'", "project --model {0}/model.onnx --in {0}/in --out {0}/x.png --noise -1")]
    [DataRow("ign project", "'loud'", "project --model {0}/model.onnx --in {0}/in --out {0}/x.png --noise loud")]
    [DataRow("ign project", "expected 1 to 100, got 0", "project --model {0}/model.onnx --in {0}/in --out {0}/x.png --applications 0")]
    [DataRow("ign trajectory", "is a file", "trajectory --model {0}/model.onnx --out {0}/text.txt")]
    [DataRow("ign trajectory", "nope' does not exist", "trajectory --model {0}/model.onnx --data {0}/nope --out {0}/out")]
    [DataRow("ign trajectory", "--data: needed", "trajectory --model {0}/restoring.onnx --out {0}/out")]
    [DataRow("ign train", "nope' does not exist", "train --data {0}/nope --run {0}/run")]
    [DataRow("ign train", "is a file", "train --data {0}/in --run {0}/text.txt")]
    [DataRow("ign train", "--shape: needed", "train --data {0}/in --run {0}/run")]
    [DataRow("ign train", "expected a shape like 3x64x64", "train --data {0}/in --run {0}/run --shape 64")]
    [DataRow("ign train", "multiples of 4", "train --data {0}/in --run {0}/run --shape 1x30x30")]
    [DataRow("ign train", "28x28 or 64x64", "train --data {0}/in --run {0}/run --shape 1x32x32 --objective ign")]
    [DataRow("ign train", "--width", "train --data {0}/in --run {0}/run --shape 1x28x28 --objective ign --width 3")]
    [DataRow("ign train", "learning_rate is 7", "train --data {0}/in --run {0}/run --shape 1x28x28 --learning-rate 7")]
    [DataRow("ign train", "expected gaussian, fourier or fourier-paper, got 'pink'", "train --data {0}/in --run {0}/run --shape 1x28x28 --noise pink")]
    [DataRow("ign train", "'sleep'", "train --data {0}/in --run {0}/run --objective sleep")]
    [DataRow("ign features", "nope' does not exist", "features --data {0}/nope --out {0}/f.onnx")]
    [DataRow("ign features", "--shape: needed", "features --data {0}/in --out {0}/f.onnx")]
    [DataRow("ign features", "does not exist", "features --data {0}/in --out {0}/nope/f.onnx")]
    [DataRow("ign evaluate", "--data: '", "evaluate --model {0}/model.onnx --data {0}/nope")]
    [DataRow("ign evaluate", "nope.onnx' does not exist", "evaluate --model {0}/model.onnx --data {0}/in --features {0}/nope.onnx")]
    [DataRow("ign evaluate", "different numbers like 1,2,3, got '1,1'", "evaluate --model {0}/model.onnx --data {0}/in --seeds 1,1")]
    [DataRow("ign evaluate", "expected 1 to 50000, got 0", "evaluate --model {0}/model.onnx --data {0}/in --count 0")]
    [DataRow("ign evaluate", "--foreign: '", "evaluate --model {0}/model.onnx --data {0}/in --foreign {0}/nope")]
    [DataRow("ign evaluate", "is a file; expected a folder", "evaluate --model {0}/model.onnx --data {0}/in --out {0}/text.txt")]
    [DataRow("ign doctor", "'--now'", "doctor --now")]
    [DataRow("ign", "did you mean 'restore'?", "restroe")]
    [DataRow("ign", "did you mean '--version'?", "--verison")]
    [DataRow("ign restore", "there is no option '--modle'; did you mean '--model'?", "restore --modle {0}/model.onnx --in {0}/in --out {0}/out")]
    [DataRow("ign restore", "there is no option '--overwrit'; did you mean '--overwrite'?",
        "restore --model {0}/model.onnx --in {0}/in --out {0}/out --overwrit")]
    [DataRow("ign restore", "there is no option '--maxpixels'; did you mean '--max-pixels'?",
        "restore --model {0}/model.onnx --in {0}/in --out {0}/out --maxpixels=7")]
    [DataRow("ign restore", "there is no option '--qqq'.", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --qqq 7")]
    [DataRow("ign restore", "--device: expected cpu, cuda or cuda:n, got 'cdua'; did you mean 'cuda'?",
        "restore --model {0}/model.onnx --in {0}/in --out {0}/out --device cdua")]
    [DataRow("ign restore", "--fit: expected exact, resize or tile, got 'exakt'; did you mean 'exact'?",
        "restore --model {0}/model.onnx --in {0}/in --out {0}/out --fit exakt")]
    [DataRow("ign restore", "got 'TIF'; did you mean 'tiff'?", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --format TIF")]
    [DataRow("ign restore", "--applications: expected a whole number, got 'many'.",
        "restore --model {0}/model.onnx --in {0}/in --out {0}/out --applications many")]
    [DataRow("ign restore", "--max-residual: expected a number, got 'low'.", "restore --model {0}/model.onnx --in {0}/in --out {0}/out --max-residual low")]
    [DataRow("ign inspect", "'more' is too much", "inspect {0}/model.onnx more")]
    [DataRow("ign generate", "--seed: expected a whole number from 0, got '-1'.", "generate --model {0}/model.onnx --out {0}/out --seed -1")]
    [DataRow("ign submit", "expected slurm or kubernetes, got 'slrum'; did you mean 'slurm'?", "submit --engine slrum --plan {0}/in")]
    [DataRow("ign train", "did you mean 'naign'?", "train --data {0}/in --run {0}/run --objective nagin")]
    [DataRow("ign train", "did you mean 'kth-mnist'?", "train --data {0}/in --run {0}/run --preset kth-minst")]
    [DataRow("ign train", "did you mean 'fourier'?", "train --data {0}/in --run {0}/run --shape 1x28x28 --objective ign --noise furier")]
    [DataRow("ign train", "there is no option 'learnig_rate'; did you mean 'learning_rate'?",
        "train --data {0}/in --run {0}/run --shape 1x28x28 --set learnig_rate=1")]
    [DataRow("ign train", "did you mean 'objective.tightness_weight'?",
        "train --data {0}/in --run {0}/run --shape 1x28x28 --objective ign --set tightness_weight=1")]
    [DataRow("ign train", "not 'Ende'; did you mean 'End'?", "train --data {0}/in --run {0}/run --shape 1x28x28 --set held_out_from=Ende")]
    [DataRow("ign train", "--held-out: 256 of 20 images would be held out, and at least 1 must be left to learn from; expected 1 to 19.",
        "train --data {0}/twenty --run {0}/run --held-out 256")]
    [DataRow("ign train", "--data: 1 image is too few", "train --data {0}/one --run {0}/run")]
    [DataRow("ign import", "did you mean 'dcgan28'?", "import {0}/weights.safetensors --spec dgcan28 --out {0}/out")]
    [DataRow("ign export", "no entry 'licence'; did you mean 'license'?", "export {0}/weights.safetensors --out {0}/new.onnx --card licence=MIT")]
    [DataRow("ign export", "did you mean 'int8'?", "export {0}/weights.safetensors --out {0}/new.onnx --precision itn8")]
    public async Task Wrong_use_is_one_line_and_exit_code_2(string command, string part, string line)
    {
        using var folder = Prepare();
        var before = Snapshot(folder);
        var result = await IgnProcess.RunInside(
            [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Replace("{0}", folder.Path, StringComparison.Ordinal))]);
        result.ExpectError(ExitCode.WrongUsage, command, part);
        Assert.AreEqual("", result.Output);
        CollectionAssert.AreEqual(before, Snapshot(folder), "Wrong use must not write anything.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)] // /proc takes no files, not even from root
    [DataRow("ign export", "export {0}/weights.safetensors --out /proc/x.onnx")]
    [DataRow("ign export", "export {0}/weights.safetensors --out {0}/x.onnx --reference /proc/x.safetensors")]
    [DataRow("ign import", "import {0}/weights.safetensors --spec dcgan28 --out /proc/run")]
    [DataRow("ign train", "train --data {0}/twenty --run /proc/run")]
    [DataRow("ign train", "train --data {0}/in --run {0}/run --shape 1x28x28 --cache /proc/cache")]
    [DataRow("ign features", "features --data {0}/in --out /proc/f.onnx")]
    [DataRow("ign evaluate", "evaluate --model {0}/model.onnx --data {0}/in --out /proc/report")]
    [DataRow("ign generate", "generate --model {0}/model.onnx --out /proc/images")]
    [DataRow("ign generate", "generate --model {0}/model.onnx --out /proc/grid.png")]
    [DataRow("ign interpolate", "interpolate --model {0}/model.onnx --out /proc/x.png")]
    [DataRow("ign arithmetic", "arithmetic --model {0}/model.onnx --out /proc/x.png --positive 1 --negative 2 --base 3")]
    [DataRow("ign project", "project --model {0}/model.onnx --in {0}/in --out /proc/x.png")]
    [DataRow("ign trajectory", "trajectory --model {0}/model.onnx --out /proc/t")]
    [DataRow("ign plan", "plan --model {0}/model.onnx --in {0}/in --out {0}/out --plan /proc/plan --shards 1")]
    public async Task An_output_that_cannot_be_written_is_found_out_before_the_work(string command, string line)
    {
        using var folder = Prepare();
        var before = Snapshot(folder);
        var result = await IgnProcess.RunInside([.. line.Split(' ').Select(a => a.Replace("{0}", folder.Path, StringComparison.Ordinal))]);
        result.ExpectError(ExitCode.WrongUsage, command, "cannot be written");
        Assert.AreEqual("", result.Output);
        CollectionAssert.AreEqual(before, Snapshot(folder));
    }

    [TestMethod]
    public void A_name_that_is_too_long_or_denied_is_told_without_the_file_that_was_tried()
    {
        using var folder = Prepare();
        var error = Assert.ThrowsExactly<UsageException>(() => OutputPath.CheckFile("--out", folder[new string('a', 300) + ".onnx"]));
        Assert.DoesNotContain(".partial", error.Message);
        StringAssert.Contains(error.Message, "cannot be written");
        OutputPath.CheckFile("--out", folder["new.onnx"]);
        OutputPath.CheckFolder("--out", folder["new", "folder"]);
        OutputPath.CheckFolder("--out", folder["in"]);
        Assert.IsFalse(File.Exists(folder["new.onnx"]) || Directory.Exists(folder["new"]));
        Assert.IsTrue(File.Exists(folder["in", "a.png"]));
    }

    [TestMethod]
    public void No_printed_line_names_a_parameter_of_a_method()
    {
        Exception[] errors =
        [
            new ArgumentException("20 images are too few.", "images"),
            new ArgumentOutOfRangeException("count", 7, "Expected 1 to 5."),
            new ArgumentNullException("model", "Expected a model."),
            new TypeInitializationException("T", new ArgumentException("Bad.", "x")),
        ];
        using var stop = new StopSignals();
        CollectionAssert.AreEqual((string[])["20 images are too few.", "Expected 1 to 5.", "Expected a model.", "Bad."],
            errors.Select(e => ErrorReport.LineOf(e, stop)).ToArray());
    }

    [TestMethod]
    public async Task A_missing_GPU_is_told_to_a_user_of_the_program()
    {
        using var folder = Prepare();
        var result = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--device", "cuda");
        if (result.Code == ExitCode.Done) Assert.Inconclusive("There is a GPU.");
        result.ExpectError(ExitCode.Failed, "ign restore", "leave --device out");
        Assert.DoesNotContain("package", result.Error);
        Assert.DoesNotContain("FallBackToCpu", result.Error);
        if (result.Error.Contains("no CUDA support", StringComparison.Ordinal)) StringAssert.Contains(result.Error, "-p:IgnAccelerator=cuda");
    }

    [TestMethod]
    public void Control_characters_become_marks_and_tabs_blanks() => Assert.AreEqual("a b?c d", CliConsole.Clean("a\tb\u001bc\nd"));

    [TestMethod]
    public async Task Options_that_differ_from_those_of_a_run_are_named_with_both_values()
    {
        using var folder = Prepare();
        folder.Folder("run");
        var stored = Training.TrainingOptions.Restoring(Training.StandardNetworks.Restoring(new Networks.TensorShape(1, 28, 28))) with
        {
            HeldOut = 2,
            Threads = 1,
        };
        File.WriteAllText(folder["run", "options.json"], stored.ToJson());
        string[] train = ["train", "--data", folder["twenty"], "--run", folder["run"]];
        (await IgnProcess.RunInside([.. train, "--learning-rate", "0.01", "--set", "objective.clean_share=0.5"]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "objective.clean_share is 0.125 there, 0.5 here; learning_rate is 0.0006 there, 0.01 here.");
        (await IgnProcess.RunInside([.. train, "--width", "8"])).ExpectError(ExitCode.WrongUsage, "ign train", "network is ");
        (await IgnProcess.RunInside([.. train, "--objective", "linear"]))
            .ExpectError(ExitCode.WrongUsage, "ign train", "objective.kind is \"paired\" there, \"linear\" here");
    }

    [TestMethod]
    [DataRow("restroe", "restore")]
    [DataRow("RESTORE", "restore")]
    [DataRow("restor", "restore")]
    [DataRow("gen", "generate")]
    [DataRow("inpsect", "inspect")]
    [DataRow("frobnicate", null)]
    [DataRow("x", null)]
    public void The_nearest_word_is_found_where_one_is_near(string word, string? expected) =>
        Assert.AreEqual(expected, NearestWord.Find(word, ["restore", "generate", "inspect", "export"]));

    [TestMethod]
    [DataRow("ign restore", "restore --model {0}/{1} --in {0}/in --out {0}/out")]
    [DataRow("ign inspect", "inspect {0}/{1}")]
    [DataRow("ign generate", "generate --model {0}/{1} --out {0}/out")]
    [DataRow("ign interpolate", "interpolate --model {0}/{1} --out {0}/out.png")]
    [DataRow("ign project", "project --model {0}/{1} --in {0}/in --out {0}/out.png")]
    [DataRow("ign trajectory", "trajectory --model {0}/{1} --out {0}/out")]
    public async Task A_corrupt_model_is_one_line_and_exit_code_1(string command, string line)
    {
        using var folder = Prepare();
        foreach (string model in (string[])["broken.onnx", "text.txt", "none.onnx"])
        {
            string[] args =
                [.. line.Split(' ').Select(a => a.Replace("{0}", folder.Path, StringComparison.Ordinal).Replace("{1}", model, StringComparison.Ordinal))];
            (await IgnProcess.RunInside(args)).ExpectError(ExitCode.Failed, command, "");
            Assert.IsFalse(Directory.Exists(folder["out"]) || File.Exists(folder["out.png"]));
        }
    }

    [TestMethod]
    public async Task Damaged_weights_and_data_are_one_line_and_exit_code_1()
    {
        using var folder = Prepare();
        (await IgnProcess.RunInside("export", folder["text.txt"], "--out", folder["new.onnx"])).ExpectError(ExitCode.Failed, "ign export", "");
        (await IgnProcess.RunInside("train", "--data", folder["text.txt"], "--run", folder["run"])).ExpectError(ExitCode.Failed, "ign train", "text.txt");
        Assert.IsFalse(File.Exists(folder["new.onnx"]));
    }

    [TestMethod]
    public async Task The_stack_trace_is_shown_on_request_only()
    {
        using var folder = Prepare();
        var plain = await IgnProcess.RunInside("inspect", folder["broken.onnx"]);
        var verbose = await IgnProcess.RunInside("inspect", folder["broken.onnx"], "--verbose");
        Assert.DoesNotContain("   at ", plain.Error);
        StringAssert.StartsWith(verbose.Error, plain.Error);
        StringAssert.Contains(verbose.Error, "   at ");
    }

    [TestMethod]
    public async Task Help_names_the_exit_codes_and_is_no_error()
    {
        var help = await IgnProcess.RunInside("--help");
        Assert.AreEqual((ExitCode.Done, ""), (help.Code, help.Error));
        foreach (int code in (int[])[0, 1, 2, 3, 75, 130]) StringAssert.Contains(help.Output, $"{code} ");
        foreach (string command in (string[])["restore", "generate", "train", "export", "inspect", "doctor"])
        {
            StringAssert.Contains(help.Output, command);
            Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside(command, "--help")).Code);
        }
    }

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.Folder("empty");
        var model = TestFiles.Model(1, 8, 8, "gaussian");
        File.WriteAllBytes(folder["model.onnx"], model);
        File.WriteAllBytes(folder["restoring.onnx"], TestFiles.Model(1, 8, 8));
        File.WriteAllBytes(folder["broken.onnx"], model[..(model.Length / 2)]);
        File.WriteAllBytes(folder["none.onnx"], []);
        File.WriteAllText(folder["text.txt"], "Neither a model nor a data set.");
        File.WriteAllBytes(folder["in", "a.png"], TestFiles.Png(8, 8, 1));
        File.Move(folder.WriteIdx(20), folder["twenty"]);
        File.Move(folder.WriteIdx(1), folder["one"]);
        File.Delete(folder["labels-idx1-ubyte"]);
        var spec = TestFiles.Spec(1, 8, 8);
        Networks.WeightFile.Save(folder["weights.safetensors"], TestFiles.Weights(spec));
        return folder;
    }

    private static string[] Snapshot(TemporaryFolder folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace Ign.MLNet.Tests;

/// <summary>Stages that nobody disposes, as most users of ML.NET leave them.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ForgottenStagesTests
{
    private const int Fits = 300, Models = 80, Threads = 4;

    // Of the process. Measured: 0 to 20 threads, for pools that grow with the machine. Without sharing: three for each stage and 400 MB.
    private const int MoreThreads = Fits;
    private const double MoreMegabytes = 120;

    private readonly MLContext _ml = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Three_hundred_stages_of_one_model_run_on_one_session()
    {
        var model = TestModels.Alone();
        var data = Rows.View(_ml, 1);
        Forget(model, data);
        int threads = ThreadsNow();
        double megabytes = MemoryTrend.ResidentNow();
        int sessions = NativeSession.Alive;
        for (int i = 0; i < Fits; i++) Forget(i % 2 == 0 ? model : IgnModel.FromBytes(model.Bytes.ToArray()), data);
        Assert.IsLessThanOrEqualTo(sessions + 1, NativeSession.Alive);
        // Before a collection, which ends the threads of forgotten sessions.
        int moreThreads = ThreadsNow() - threads;
        double moreMegabytes = MemoryTrend.ResidentNow() - megabytes;
        TestContext.WriteLine($"{moreThreads:+0;-0} threads, {moreMegabytes:+0;-0} MB");
        Assert.IsLessThan(MoreThreads, moreThreads);
        Assert.IsLessThan(MoreMegabytes, moreMegabytes);
    }

    [TestMethod]
    public void Sessions_of_many_models_are_collected_without_being_told()
    {
        var data = Rows.View(_ml, 1);
        // Made before, for making them leaves so much behind that collections come by themselves.
        IgnModel[] models = [.. Enumerable.Range(0, Models).Select(_ => TestModels.Alone())];
        int before = NativeSession.Alive, most = 0;
        foreach (var model in models)
        {
            Estimator(model).Fit(data);
            GC.WaitForPendingFinalizers(); // of what was found by itself: on a busy machine they may come late
            most = Math.Max(most, NativeSession.Alive - before);
        }
        TestContext.WriteLine($"at most {most} of {Models} sessions at once");
        // Measured: 10; 80 where the collector is told nothing. When it collects is its own affair.
        Assert.IsLessThan(Models, most);
    }

    [TestMethod]
    public void A_session_that_nobody_holds_is_collected_and_one_that_is_held_is_not()
    {
        var model = TestModels.Alone();
        var data = Rows.View(_ml, 1);
        var forgotten = Forget(model, data);
        Collect(() => forgotten.IsAlive);
        Assert.IsFalse(forgotten.IsAlive);
        using var stage = Estimator(model).Fit(data);
        var shared = Forget(model, data);
        Collect(() => shared.IsAlive, rounds: 3);
        Assert.IsTrue(shared.IsAlive);
        Assert.AreSame(stage.Session, shared.Target);
    }

    [TestMethod]
    public void Other_ways_to_compute_have_sessions_of_their_own()
    {
        var model = TestModels.Alone();
        using var one = new IgnProjector(model, new IgnProjectorOptions { IntraOpThreads = 1 });
        using var two = new IgnProjector(model, new IgnProjectorOptions { IntraOpThreads = 2 });
        Assert.AreEqual(1, one.Execution.Threads);
        Assert.AreEqual(2, two.Execution.Threads);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Forget(IgnModel model, IDataView data)
    {
        var stage = Estimator(model).Fit(data);
        Assert.IsNotNull(stage.Transform(data).Preview(1));
        return new WeakReference(stage.Session);
    }

    private IgnProjectionEstimator Estimator(IgnModel model) =>
        _ml.Transforms.ProjectWithIgn(model, new IgnProjectionOptions { OutputColumn = "Clean", InputColumn = "Noisy", IntraOpThreads = Threads });

    private static void Collect(Func<bool> alive, int rounds = 10)
    {
        for (int i = 0; i < rounds && alive(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static int ThreadsNow()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}

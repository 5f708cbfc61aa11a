namespace Ign.MLNet.Tests;

/// <summary>The runtime's views of buffers are small and native: only very many of them show in the memory of the process.</summary>
[TestClass]
[DoNotParallelize]
public sealed class NativeViewTests
{
    private const int Runs = 100_000;

    // MB. Measured: 3 to 9 with nothing lost, for what other tests of the process left settles meanwhile; 75 when the views of one batch size are lost with
    // each change.
    private const double MostGrowth = 25;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Batches_of_changing_size_release_their_views()
    {
        using var lease = SessionPool.Open(IgnModel.FromBytes(new TinyModel().Bytes()), new IgnProjectorOptions { IntraOpThreads = 1 });
        using var batch = new ImageBatch(lease.Session.Model, lease.Session.Model.Shape, 2);
        Run(Runs / 10);
        double before = MemoryTrend.ResidentNow();
        Run(Runs);
        double growth = MemoryTrend.ResidentNow() - before;
        TestContext.WriteLine($"{growth:+0.0;-0.0} MB after {Runs} inferences");
        Assert.IsLessThan(MostGrowth, growth);

        void Run(int runs)
        {
            for (int i = 0; i < runs; i++)
            {
                for (int image = 0; image < 2; image++) batch.Input(image).Fill(i);
                batch.Run(lease, 1 + i % 2, applications: 2, keepInput: true);
            }
        }
    }
}

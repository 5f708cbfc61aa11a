using System.Reflection;
using System.Reflection.Emit;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class ModelFormatInternalsTests
{
    [TestMethod]
    public void The_internals_of_this_ML_NET_are_found() => Assert.IsNotNull(ModelFormatInternals.Current);

    [TestMethod]
    public void An_ML_NET_that_is_built_differently_is_noticed()
    {
        Assert.IsNull(ModelFormatInternals.Find(typeof(object).Assembly));
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Other"), AssemblyBuilderAccess.Run).DefineDynamicModule("Other");
        foreach (string name in (string[])["ModelSaveContext", "ModelLoadContext", "ModelHeader", "VersionInfo", "RepositoryReader", "SignatureLoadModel",
            "LoadableClassAttribute"])
            module.DefineType("Microsoft.ML." + name).CreateType();
        Assert.IsNull(ModelFormatInternals.Find(module.Assembly));
    }

    [TestMethod]
    public void Without_the_internals_a_stage_is_saved_and_loaded_by_public_means()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext { TempFilePath = folder.Path };
        var data = Rows.View(ml, 6);
        string withLoader = SavedModels.Save(folder, stages: 2);
        ModelFormatInternals.Hidden = true;
        try
        {
            string path = SavedModels.Save(folder);
            Assert.IsFalse(SavedModels.Entries(path).Any(e => e.Contains("Ign", StringComparison.Ordinal)));
            Assert.IsFalse(ml.RegisterIgn(new IgnProjectorOptions { BatchSize = 2 }));
            Assert.IsFalse(ml.RegisterIgn());
            var loaded = ml.Model.Load(path, out _);
            Assert.IsInstanceOfType<TransformerChain<ITransformer>>(loaded);
            var expected = SavedModels.Column(loaded, data);
            using var stage = (IgnProjectionTransformer)IgnProjectionTransformer.Rehydrate(ml, loaded);
            var actual = SavedModels.Column(stage, data);
            for (int i = 0; i < 6; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
            // Files with a loader of ours are chains to such an ML.NET.
            using var chain = (TransformerChain<ITransformer>)IgnProjectionTransformer.Rehydrate(ml, ml.Model.Load(withLoader, out _));
            Assert.IsTrue(chain.All(m => m is IgnProjectionTransformer { BatchSize: SavedModels.BatchSize }));
        }
        finally
        {
            ModelFormatInternals.Hidden = false;
        }
        // The refused registration left nothing behind that would be in the way of a later one.
        Assert.IsTrue(ml.RegisterIgn());
        using var registered = (IgnProjectionTransformer)ml.Model.Load(SavedModels.Save(folder), out _);
        Assert.AreEqual(SavedModels.BatchSize, registered.BatchSize);
    }
}

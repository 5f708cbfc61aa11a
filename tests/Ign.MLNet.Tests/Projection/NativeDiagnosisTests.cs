using System.Reflection;
using System.Runtime.Loader;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class NativeDiagnosisTests
{
    [TestMethod]
    public void A_missing_native_library_is_one_clear_exception_with_the_command_that_helps()
    {
        var context = new WithoutNatives();
        var assembly = context.LoadFromAssemblyPath(typeof(IgnModel).Assembly.Location);
        object model = assembly.GetType(typeof(IgnModel).FullName!)!.GetMethod(nameof(IgnModel.FromBytes))!.Invoke(null, [TestModels.TinyBytes()])!;
        var exception = Assert.ThrowsExactly<TargetInvocationException>(() =>
            Activator.CreateInstance(assembly.GetType(typeof(IgnProjector).FullName!)!, model, null)).InnerException!;
        Assert.AreEqual(typeof(IgnRuntimeException).FullName, exception.GetType().FullName);
        StringAssert.Contains(exception.Message, "native library of ONNX Runtime was not found");
        StringAssert.Contains(exception.Message, "dotnet add package Microsoft.ML.OnnxRuntime --version ");
    }

    [TestMethod]
    public void Another_architecture_and_another_version_are_told_apart()
    {
        StringAssert.Contains(NativeDiagnosis.Explain(new TypeInitializationException("x", new BadImageFormatException())).Message,
            "another processor architecture");
        StringAssert.Contains(NativeDiagnosis.Explain(new EntryPointNotFoundException()).Message, "another version than the managed one");
        Assert.IsFalse(NativeDiagnosis.IsNativeFailure(new TypeInitializationException("x", new InvalidOperationException())));
    }

    /// <summary>Loads the library and ONNX Runtime's managed part a second time, in a world where the native part is not found.</summary>
    private sealed class WithoutNatives() : AssemblyLoadContext("no natives")
    {
        private static readonly string s_folder = Path.GetDirectoryName(typeof(IgnModel).Assembly.Location)!;

        protected override Assembly? Load(AssemblyName name)
        {
            string path = Path.Combine(s_folder, name.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }

        protected override nint LoadUnmanagedDll(string name) => throw new DllNotFoundException($"Unable to load shared library '{name}'.");
    }
}

using System.IO.Compression;
using System.Reflection;
using Microsoft.ML;

namespace Ign.MLNet;

/// <summary>
/// The few internals of ML.NET that let a component of another maker be saved and loaded. No other file reaches for them. All are looked up once,
/// with their signatures; if one is not as expected, there is no instance, and stages are saved and loaded with public means only.
/// </summary>
internal sealed class ModelFormatInternals
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Lazy<ModelFormatInternals?> s_found = new(() => Find(typeof(ModelSaveContext).Assembly));

    private readonly ConstructorInfo _versionInfo;
    private readonly MethodInfo _setVersionInfo;
    private readonly MethodInfo _saveEntry;
    private readonly MethodInfo _tryLoadEntry;
    private readonly FieldInfo _directory;
    private readonly FieldInfo _reader;
    private readonly FieldInfo _start;
    private readonly FieldInfo _header;
    private readonly FieldInfo _bodyStart;
    private readonly FieldInfo _bodyLength;
    private readonly FieldInfo _repository;
    private readonly FieldInfo _entries;
    private readonly FieldInfo _savingRepository;
    private readonly FieldInfo _temporary;
    private readonly ConstructorInfo _loadableClass;
    private readonly Type _signature;

    private ModelFormatInternals(Assembly core)
    {
        Type saving = TypeIn(core, "ModelSaveContext"), loading = TypeIn(core, "ModelLoadContext"), header = TypeIn(core, "ModelHeader");
        Type version = TypeIn(core, "VersionInfo"), repository = TypeIn(core, "RepositoryReader");
        _versionInfo = Constructor(version, typeof(string), typeof(uint), typeof(uint), typeof(uint), typeof(string), typeof(string), typeof(string));
        _setVersionInfo = Method(saving, "SetVersionInfo", typeof(void), version);
        _saveEntry = Method(saving, "SaveBinaryStream", typeof(void), typeof(string), typeof(Action<BinaryWriter>));
        _tryLoadEntry = Method(loading, "TryLoadBinaryStream", typeof(bool), typeof(string), typeof(Action<BinaryReader>));
        _directory = Field(loading, "Directory", typeof(string));
        _reader = Field(loading, "Reader", typeof(BinaryReader));
        _start = Field(loading, "FpMin", typeof(long));
        _header = Field(loading, "Header", header);
        _bodyStart = Field(header, "FpModel", typeof(long));
        _bodyLength = Field(header, "CbModel", typeof(long));
        _repository = Field(loading, "Repository", repository);
        _entries = Field(repository, "_entries", typeof(Dictionary<string, ZipArchiveEntry>));
        Type writer = TypeIn(core, "RepositoryWriter");
        _savingRepository = Field(saving, "Repository", writer);
        _temporary = Field(TypeIn(core, "Repository"), "DirTemp", typeof(string));
        _signature = TypeIn(core, "SignatureLoadModel");
        if (_signature.GetMethod("Invoke")?.GetParameters() is not [var parameter] || parameter.ParameterType != loading)
            throw new MissingMethodException(_signature.Name, "Invoke");
        _loadableClass = Constructor(TypeIn(core, "LoadableClassAttribute"), typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string),
            typeof(string[]));
    }

    /// <summary>What was found in the ML.NET of this program, or null.</summary>
    internal static ModelFormatInternals? Current => Hidden ? null : s_found.Value;

    /// <summary>For tests: behave as if this ML.NET had other internals.</summary>
    internal static bool Hidden { get; set; }

    /// <summary>Looks for the internals in the core assembly of an ML.NET; null if it is built differently.</summary>
    internal static ModelFormatInternals? Find(Assembly core)
    {
        try
        {
            return new ModelFormatInternals(core);
        }
        catch (Exception e) when (e is TypeLoadException or MissingMemberException or AmbiguousMatchException)
        {
            return null;
        }
    }

    /// <summary>Says in the header of the component being saved what its body is, and which loaders to try in turn.</summary>
    internal void SetVersion(ModelSaveContext context, string body, uint version, Assembly loaderAssembly, string loader, string alternativeLoader) =>
        Call(_setVersionInfo, context, _versionInfo.Invoke([body, version, version, version, loaderAssembly.FullName, loader, alternativeLoader]));

    /// <summary>Adds an entry to the folder of the component being saved.</summary>
    internal void SaveEntry(ModelSaveContext context, string name, byte[] content) =>
        Call(_saveEntry, context, name, (Action<BinaryWriter>)(writer => writer.Write(content)));

    /// <summary>
    /// The folder that ML.NET made for this save, below the temporary folder of the context that saves, and removes afterwards; null if it needs none.
    /// </summary>
    internal string? TemporaryFolder(ModelSaveContext context) =>
        _savingRepository.GetValue(context) is { } repository ? (string?)_temporary.GetValue(repository) : null;

    /// <summary>Opens an entry below the folder of the component being loaded; false if there is none.</summary>
    internal bool TryLoadEntry(object context, string name, Action<BinaryReader> read) => (bool)Call(_tryLoadEntry, context, name, read)!;

    /// <summary>Uncompressed size that the archive declares for the largest entry below the folder of the component being loaded, in bytes.</summary>
    internal long LargestEntry(object context)
    {
        string folder = ((string?)_directory.GetValue(context) ?? "").Replace('\\', '/');
        var entries = ((Dictionary<string, ZipArchiveEntry>)_entries.GetValue(Archive(context))!).Values;
        return entries.Where(e => e.FullName.Replace('\\', '/').StartsWith(folder, StringComparison.OrdinalIgnoreCase)).Max(e => (long?)e.Length) ?? 0;
    }

    /// <summary>The archive being loaded, the same object for all components in it.</summary>
    internal object Archive(object context) => _repository.GetValue(context)!;

    /// <summary>Passes over the body of the component being loaded. ML.NET insists that a loader reads it to its end.</summary>
    internal void SkipBody(object context)
    {
        object header = _header.GetValue(context)!;
        var stream = ((BinaryReader)_reader.GetValue(context)!).BaseStream;
        stream.Position = (long)_start.GetValue(context)! + (long)_bodyStart.GetValue(header)! + (long)_bodyLength.GetValue(header)!;
    }

    /// <summary>The attribute by which ML.NET finds the static method <c>Create(IHostEnvironment, object)</c> of <paramref name="loader"/>.</summary>
    internal Attribute LoadableClass(Type component, Type loader, string description, string name) =>
        (Attribute)_loadableClass.Invoke([component, loader, null, _signature, description, new[] { name }]);

    private static object? Call(MethodInfo method, object target, params object?[] arguments) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);

    private static Type TypeIn(Assembly core, string name) => core.GetType("Microsoft.ML." + name, throwOnError: true)!;

    private static ConstructorInfo Constructor(Type type, params Type[] parameters) =>
        type.GetConstructor(Declared, parameters) ?? throw new MissingMethodException(type.Name, ".ctor");

    private static MethodInfo Method(Type type, string name, Type result, params Type[] parameters) =>
        type.GetMethod(name, Declared, parameters) is { } method && method.ReturnType == result ? method : throw new MissingMethodException(type.Name, name);

    private static FieldInfo Field(Type type, string name, Type content) =>
        type.GetField(name, Declared) is { } field && field.FieldType == content ? field : throw new MissingFieldException(type.Name, name);
}

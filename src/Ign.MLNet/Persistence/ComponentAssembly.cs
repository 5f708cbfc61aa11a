using System.Reflection;

namespace Ign.MLNet;

/// <summary>
/// What ML.NET is shown to make it know a loader: an assembly with one attribute. The attribute's type is not public, so this library cannot
/// carry it in its own metadata, but an assembly may be any object that answers the question for attributes.
/// </summary>
internal sealed class ComponentAssembly(Attribute component) : Assembly
{
    private readonly AssemblyName _name = new("Ign.MLNet.Components") { Version = typeof(ComponentAssembly).Assembly.GetName().Version };

    /// <summary>ML.NET registers each name once.</summary>
    public override string FullName => _name.FullName;

    public override AssemblyName GetName() => (AssemblyName)_name.Clone();

    public override Type[] GetTypes() => [];

    public override object[] GetCustomAttributes(bool inherit) => GetCustomAttributes(typeof(Attribute), inherit);

    public override object[] GetCustomAttributes(Type attributeType, bool inherit)
    {
        ArgumentNullException.ThrowIfNull(attributeType);
        // The framework casts the result to Attribute[].
        var found = (object[])Array.CreateInstance(attributeType, attributeType.IsInstanceOfType(component) ? 1 : 0);
        if (found.Length == 1) found[0] = component;
        return found;
    }
}

namespace Ign.MLNet.Restoration;

/// <summary>What tells a folder or file from another one under the same path.</summary>
/// <param name="Device">The disk, where the system numbers disks; 0 elsewhere.</param>
/// <param name="Number">The number that the disk gives it; its time of creation in ticks of UTC where the system has no such numbers.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Number)
{
    /// <summary>Of something that is there and cannot be told from others.</summary>
    internal static FileIdentity Unknown => default;
}

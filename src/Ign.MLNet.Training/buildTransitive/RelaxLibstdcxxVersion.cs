using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Lets libLibTorchSharp.so load where libstdc++ is older than GCC 13: in the ELF section .gnu.version_r the entry GLIBCXX_3.4.32
/// takes the hash and name of an entry that the same file requires anyway. Safe because no relocation uses a symbol of that version.
/// </summary>
public sealed class RelaxLibstdcxxVersion : Task
{
    private const string TooNew = "GLIBCXX_3.4.32";
    private const string Instead = "GLIBCXX_3.4.30";
    private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed

    [Required]
    public string Folder { get; set; }

    /// <summary>Also where the system's libstdc++ is new enough.</summary>
    public bool Always { get; set; }

    public override bool Execute()
    {
        if (!Directory.Exists(Folder) || !(Always || SystemIsTooOld())) return true;
        foreach (var file in Directory.EnumerateFiles(Folder, "libLibTorchSharp.so", SearchOption.AllDirectories))
        {
            var elf = File.ReadAllBytes(file);
            if (!Relax(elf)) continue;
            // A new file under the old name: the output may be a hard link into the package folder, which must stay as it is.
            var time = File.GetLastWriteTimeUtc(file);
            var copy = file + ".relaxed";
            File.WriteAllBytes(copy, elf);
            File.SetLastWriteTimeUtc(copy, time); // so that an unchanged file is not copied again by the next build
            File.Delete(file);
            File.Move(copy, file);
            Log.LogMessage(MessageImportance.High, "Relaxed {0}, which libstdc++ before GCC 13 does not have, in {1}", TooNew, file);
        }
        return true;
    }

    private static bool SystemIsTooOld()
    {
        var folders = new[] { "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/usr/lib" };
        var library = folders.Select(f => Path.Combine(f, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        return library != null && !Encoding.GetEncoding("iso-8859-1").GetString(File.ReadAllBytes(library)).Contains(TooNew + "\0");
    }

    private static bool Relax(byte[] elf)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[4] != 2 || elf[5] != 1) return false; // ELF64, little-endian
        long table = BitConverter.ToInt64(elf, 0x28);
        int size = BitConverter.ToUInt16(elf, 0x3a), count = BitConverter.ToUInt16(elf, 0x3c);
        for (int i = 0; i < count; i++)
        {
            int section = (int)(table + (long)i * size);
            if (BitConverter.ToUInt32(elf, section + 4) != VersionNeeds) continue;
            int linked = (int)(table + BitConverter.ToUInt32(elf, section + 40) * (long)size);
            int strings = (int)BitConverter.ToInt64(elf, linked + 24);
            var entries = Entries(elf, (int)BitConverter.ToInt64(elf, section + 24)).ToList();
            var from = entries.Where(e => Name(elf, strings, e) == TooNew).ToList();
            var to = entries.Where(e => Name(elf, strings, e) == Instead).ToList();
            if (from.Count == 0 || to.Count == 0) continue;
            foreach (var entry in from)
            {
                Array.Copy(elf, to[0], elf, entry, 4);         // hash
                Array.Copy(elf, to[0] + 8, elf, entry + 8, 4); // name
            }
            return true;
        }
        return false;
    }

    /// <summary>Offsets of all vernaux records {u32 hash, u16 flags, u16 other, u32 name, u32 next}.</summary>
    private static IEnumerable<int> Entries(byte[] elf, int need)
    {
        while (true)
        {
            int count = BitConverter.ToUInt16(elf, need + 2);
            int entry = need + (int)BitConverter.ToUInt32(elf, need + 8);
            for (int i = 0; i < count; i++)
            {
                yield return entry;
                entry += (int)BitConverter.ToUInt32(elf, entry + 12);
            }
            int next = (int)BitConverter.ToUInt32(elf, need + 12);
            if (next == 0) yield break;
            need += next;
        }
    }

    private static string Name(byte[] elf, int strings, int entry)
    {
        int start = strings + (int)BitConverter.ToUInt32(elf, entry + 8), end = start;
        while (elf[end] != 0) end++;
        return Encoding.ASCII.GetString(elf, start, end - start);
    }
}

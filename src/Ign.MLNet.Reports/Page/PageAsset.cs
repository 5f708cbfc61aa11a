using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Reports;

/// <summary>Style or script of a page.</summary>
/// <param name="Content">Its text, as it stands in the page.</param>
/// <param name="Hash">What the page's security policy allows it by; anything else stays without effect.</param>
internal sealed record PageAsset(Markup Content, Markup Hash)
{
    internal static PageAsset Of(string text) => new(new(text), new($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'"));

    /// <summary>An embedded file.</summary>
    /// <param name="room">A type of the assembly that holds it.</param>
    /// <param name="name">Its logical name.</param>
    internal static string Read(Type room, string name)
    {
        using var reader = new StreamReader(room.Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n"); // browsers hash it so
    }
}

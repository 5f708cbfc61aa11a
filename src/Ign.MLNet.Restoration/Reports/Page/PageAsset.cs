using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Restoration;

/// <summary>Style or script of the page.</summary>
/// <param name="Content">Its text, as it stands in the page.</param>
/// <param name="Hash">What the page's security policy allows it by; anything else stays without effect.</param>
internal sealed record PageAsset(Markup Content, Markup Hash)
{
    internal static PageAsset Style { get; } = Read("report.css");

    internal static PageAsset Script { get; } = Read("report.js");

    private static PageAsset Read(string name)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        return new PageAsset(new Markup(text), new Markup($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'"));
    }
}

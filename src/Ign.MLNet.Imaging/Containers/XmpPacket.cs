using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Ign.MLNet.Imaging;

/// <summary>XMP, changed only where it would no longer be true.</summary>
internal static partial class XmpPacket
{
    private const string GainMap = "http://ns.adobe.com/hdr-gain-map/1.0/", AppleGainMap = "http://ns.apple.com/HDRGainMap/1.0/";
    private const string Camera = "http://ns.google.com/photos/1.0/camera/", Container = "http://ns.google.com/photos/1.0/container/";
    private const string Xmp = "http://ns.adobe.com/xap/1.0/";

    /// <summary>Whether a gain map is announced.</summary>
    internal static bool AnnouncesGainMap(ReadOnlySpan<byte> packet)
    {
        string text = Encoding.Latin1.GetString(packet);
        return text.Contains(GainMap, StringComparison.Ordinal) || text.Contains(AppleGainMap, StringComparison.Ordinal);
    }

    /// <summary>Whether the video of a motion photo is announced.</summary>
    internal static bool AnnouncesVideo(ReadOnlySpan<byte> packet)
    {
        string text = Encoding.Latin1.GetString(packet);
        return text.Contains("MicroVideo", StringComparison.Ordinal) || text.Contains("MotionPhoto", StringComparison.Ordinal);
    }

    /// <summary>The packet for the upright image: the value of the orientation is replaced in place.</summary>
    internal static byte[] Carried(ReadOnlySpan<byte> packet, int? orientation, List<string> notCarried)
    {
        // Latin-1 keeps every byte, whatever the encoding is.
        string text = Encoding.Latin1.GetString(packet);
        if (orientation is not null) text = Orientation().Replace(text, "${1}1");
        byte[] result = Encoding.Latin1.GetBytes(text);
        if (!text.Contains("xmp:Thumbnails", StringComparison.Ordinal)) return result;
        notCarried.Add("the thumbnail in XMP, which shows the image as it was");
        return Without(result, name => name.NamespaceName == Xmp && name.LocalName == "Thumbnails");
    }

    /// <summary>The packet without what announces pictures and videos behind the image.</summary>
    internal static byte[] WithoutAnnouncements(byte[] packet) => Without(packet, name => name.NamespaceName is GainMap or AppleGainMap or Container
        || (name.NamespaceName == Camera
            && (name.LocalName.StartsWith("MicroVideo", StringComparison.Ordinal) || name.LocalName.StartsWith("MotionPhoto", StringComparison.Ordinal))));

    private static byte[] Without(byte[] packet, Func<XName, bool> goes)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(packet), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            foreach (var element in document.Descendants().Where(e => goes(e.Name)).ToList()) element.Remove();
            foreach (var attribute in document.Descendants().Attributes().Where(a => !a.IsNamespaceDeclaration && goes(a.Name)).ToList()) attribute.Remove();
            return Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
        }
        catch (Exception e) when (e is XmlException or InvalidOperationException)
        {
            return packet; // no program will read it either
        }
    }

    [GeneratedRegex("""(tiff:Orientation\s*(?:=\s*["']|>)\s*)[2-8]""", RegexOptions.CultureInvariant)]
    private static partial Regex Orientation();
}

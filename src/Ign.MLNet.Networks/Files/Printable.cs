namespace Ign.MLNet.Networks;

/// <summary>Makes text from a stranger's file fit for an error message.</summary>
internal static class Printable
{
    private const int NameLength = 80;
    private const int MessageLength = 400;

    /// <summary>A name of the file, cut to 80 characters.</summary>
    internal static string Of(string name) => Cut(name, NameLength);

    /// <summary>The message of an exception that may quote the file, cut to 400 characters.</summary>
    internal static string Of(Exception exception) => Cut(exception.Message, MessageLength);

    /// <summary>A text of the file, cut to that many characters. Control characters, which could rewrite a terminal, become question marks.</summary>
    internal static string Cut(string text, int length)
    {
        bool cut = text.Length > length;
        string shown = string.Concat((cut ? text[..length] : text).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return cut ? shown + "…" : shown;
    }
}

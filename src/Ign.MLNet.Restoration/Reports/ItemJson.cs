namespace Ign.MLNet.Restoration;
internal static class ItemJson
{
    internal static string Line(RestorationItem item) => System.Text.Encoding.UTF8.GetString(new JournalEntry("", 0, item).ToLine());
}

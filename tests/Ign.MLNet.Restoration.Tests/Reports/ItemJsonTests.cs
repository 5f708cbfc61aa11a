using System.Text.Json;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ItemJsonTests
{
    private static readonly RestorationItem s_full = new("a/b.png", RestorationOutcome.Done, "why")
    {
        Output = "a/b.webp",
        Copied = true,
        Width = 3,
        Height = 4,
        Orientation = 6,
        Tiles = 12,
        InputBytes = long.MaxValue,
        OutputBytes = 0,
        InputHash = "00ff",
        OutputHash = "ff00",
        Quality = new RestorationQuality(0.1, null),
        Times = new RestorationTimes(1.5, double.Epsilon, 1e300),
    };

    [TestMethod]
    public void Every_field_comes_back()
    {
        Assert.AreEqual(s_full, ItemJson.Parse(ItemJson.Line(s_full)));
        foreach (var outcome in Enum.GetValues<RestorationOutcome>())
            Assert.AreEqual(new RestorationItem("x", outcome), ItemJson.Parse(ItemJson.Line(new RestorationItem("x", outcome))));
    }

    [TestMethod]
    public void Names_are_in_snake_case_and_what_is_unknown_is_left_out()
    {
        Assert.AreEqual("""{"path":"größe/日本.png","outcome":"skipped","reason":"up to date","copied":false}""",
            ItemJson.Line(new RestorationItem("größe/日本.png", RestorationOutcome.Skipped, "up to date")));
        StringAssert.Contains(ItemJson.Line(s_full), "\"input_bytes\":9223372036854775807");
        StringAssert.Contains(ItemJson.Line(s_full), "\"quality\":{\"displacement\":0.1}");
        Assert.DoesNotContain("total", ItemJson.Line(s_full));
    }

    // Not as attributes: metadata holds UTF-8, where half a pair cannot be.
    private static IEnumerable<object[]> Strings =>
    [
        ["line\nbreak\r\u0085\u2028\u2029"],
        ["\"quotes\" \\back\\slash\\u0041 \\n /"],
        ["\0\u0001\b\f\t\v\u001b\u007f"],
        ["\ud83d\ude00 whole"],
        ["\ud83d half"],
        ["\ude00 other half \ud83d\ud83d\ude00 \ud800"],
        ["\ud800\n\"\\"],
        ["\u202egnp.exe \ufeff \uffff \ufffe \u200d"],
        [""],
    ];

    [TestMethod]
    [DynamicData(nameof(Strings))]
    public void Every_string_comes_back_and_stays_in_one_line(string text)
    {
        var item = new RestorationItem(text, RestorationOutcome.Failed, text) { Output = text, InputHash = text };
        string line = ItemJson.Line(item);
        Assert.DoesNotContain(c => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029' || char.IsControl(c) && c != '\u007f', line);
        Assert.AreEqual(item, ItemJson.Parse(line));
        Assert.AreEqual(item, ItemJson.Parse(System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(line))));
        using var checkedByReader = JsonDocument.Parse(line);
    }

    [TestMethod]
    public void Random_strings_of_all_kinds_of_units_come_back()
    {
        var random = new Random(5);
        (int From, int To)[] kinds = [(0, 0x20), (0x20, 0x7f), (0x7f, 0x100), (0x2000, 0x2070), (0xd800, 0xdc00), (0xdc00, 0xe000), (0xe000, 0x10000)];
        for (int i = 0; i < 5_000; i++)
        {
            string text =
                string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => kinds[random.Next(kinds.Length)]).Select(k => (char)random.Next(k.From, k.To)));
            var item = new RestorationItem(text, RestorationOutcome.Failed, text);
            Assert.AreEqual(item, ItemJson.Parse(ItemJson.Line(item)));
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("{}")]
    [DataRow("""{"path":"a"}""")]
    [DataRow("""{"path":null,"outcome":"done"}""")]
    [DataRow("""{"path":"a","outcome":"7"}""")]
    [DataRow("""{"path":"a","outcome":"done""")]
    [DataRow("""{"path":"a\q","outcome":"done"}""")]
    public void A_damaged_line_is_an_error(string line) => Assert.Throws<JsonException>(() => ItemJson.Parse(line));

    [TestMethod]
    public void Figures_that_are_not_finite_do_not_cost_the_line()
    {
        var item = s_full with { Quality = new RestorationQuality(double.NaN, double.PositiveInfinity) };
        Assert.AreEqual(item, ItemJson.Parse(ItemJson.Line(item)));
    }
}

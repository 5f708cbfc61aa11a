namespace Ign.MLNet.Evaluation.Tests;

/// <summary>docs/damage.md against the code.</summary>
[TestClass]
public sealed class DamagePageTests
{
    [TestMethod]
    public void The_page_names_every_kind_and_preset_and_its_recipe_can_be_read()
    {
        string page = File.ReadAllText(Path.Join(Root(), "docs", "damage.md"));
        foreach (string name in DamageRecipe.Kinds.Concat(Damage.Presets)) StringAssert.Contains(page, $"`{name}`");
        string recipe = page.Split("```json")[1].Split("```")[0];
        Assert.AreEqual("old-phone", Damage.FromJson(recipe).Name);
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "Ign.MLNet.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside of their repository.");
        return folder!;
    }
}

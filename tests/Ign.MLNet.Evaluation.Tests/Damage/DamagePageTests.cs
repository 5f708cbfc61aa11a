namespace Ign.MLNet.Evaluation.Tests;

/// <summary>docs/damage.md against the code.</summary>
[TestClass]
public sealed class DamagePageTests
{
    [TestMethod]
    public void The_page_names_every_kind_and_preset_and_its_recipe_can_be_read()
    {
        string page = File.ReadAllText(Repository.At("docs/damage.md"));
        foreach (string name in DamageRecipe.Kinds.Concat(Damage.Presets)) StringAssert.Contains(page, $"`{name}`");
        string recipe = page.Split("```json")[1].Split("```")[0];
        Assert.AreEqual("old-phone", Damage.FromJson(recipe).Name);
    }
}

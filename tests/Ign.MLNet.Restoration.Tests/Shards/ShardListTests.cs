namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ShardListTests
{
    [TestMethod]
    [DataRow("3", "3")]
    [DataRow("9,3,4,5,3", "3-5,9")]
    [DataRow("0-9", "0-9")]
    [DataRow("7,0-2,2-4", "0-4,7")]
    public void Lists_are_read_and_written(string text, string normal) => Assert.AreEqual(normal, ShardList.Format(ShardList.Parse(text, 10)));

    [TestMethod]
    [DataRow("")]
    [DataRow("a")]
    [DataRow("1,")]
    [DataRow("-1")]
    [DataRow("5-3")]
    [DataRow("1-2-3")]
    [DataRow("10")]
    [DataRow("0-10")]
    [DataRow("99999999999")]
    [DataRow("1 2")]
    public void What_is_no_list_of_this_plan_is_refused(string text) => Assert.ThrowsExactly<RestorationRefusedException>(() => ShardList.Parse(text, 10));
}

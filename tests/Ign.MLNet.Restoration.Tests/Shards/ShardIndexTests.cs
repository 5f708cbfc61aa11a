namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ShardIndexTests
{
    [TestMethod]
    [DataRow(3, "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_STEP=1")]
    [DataRow(2, "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_MAX=2 SLURM_ARRAY_TASK_COUNT=1")]
    [DataRow(0, "SLURM_ARRAY_TASK_ID=0")]
    [DataRow(1, "JOB_COMPLETION_INDEX=1")]
    [DataRow(0, "AWS_BATCH_JOB_ARRAY_INDEX=0")]
    [DataRow(2, "PBS_ARRAY_INDEX=2")]
    [DataRow(0, "SGE_TASK_ID=1 SGE_TASK_FIRST=1 SGE_TASK_LAST=4")]
    [DataRow(3, "LSB_JOBINDEX=4 LSB_JOBINDEX_END=4")]
    [DataRow(1, "SGE_TASK_ID=undefined SGE_TASK_FIRST=undefined LSB_JOBINDEX=0 JOB_COMPLETION_INDEX=1")]
    [DataRow(1, "SLURM_ARRAY_TASK_ID=1 JOB_COMPLETION_INDEX=1 SGE_TASK_ID=2")]
    [DataRow(1, "SLURM_ARRAY_TASK_ID=1 SGE_TASK_ID=")]
    public void The_scheduler_says_which_shard_this_is(int shard, string variables)
    {
        Assert.AreEqual(shard, ShardIndex.Detect(Environment(variables), 4));
        Assert.AreEqual(shard, ShardIndex.Parse("auto", Environment(variables), 4));
    }

    [TestMethod]
    [DataRow("SLURM_ARRAY_TASK_MAX is 4, but the plan's 4 shards need an array of 0-3",
        "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_COUNT=4")]
    [DataRow("SLURM_ARRAY_TASK_ID is 4", "SLURM_ARRAY_TASK_ID=4")]
    [DataRow("SLURM_ARRAY_TASK_COUNT is 5", "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=5")]
    [DataRow("SLURM_ARRAY_TASK_ID is 'x'", "SLURM_ARRAY_TASK_ID=x")]
    [DataRow("SLURM_ARRAY_TASK_ID is '-1'", "SLURM_ARRAY_TASK_ID=-1")]
    [DataRow("JOB_COMPLETION_INDEX is 9", "JOB_COMPLETION_INDEX=9")]
    [DataRow("SGE_TASK_LAST is 5, but the plan's 4 shards need an array of 1-4", "SGE_TASK_ID=1 SGE_TASK_LAST=5")]
    [DataRow("SGE_TASK_ID is 0", "SGE_TASK_ID=0")]
    [DataRow("LSB_JOBINDEX is 5", "LSB_JOBINDEX=5")]
    [DataRow("SLURM_ARRAY_TASK_ID says 1, JOB_COMPLETION_INDEX says 2", "SLURM_ARRAY_TASK_ID=1 JOB_COMPLETION_INDEX=2")]
    [DataRow("SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, AWS_BATCH_JOB_ARRAY_INDEX, PBS_ARRAY_INDEX, SGE_TASK_ID, LSB_JOBINDEX", "PATH=/bin LSB_JOBINDEX=0")]
    public void An_array_that_is_not_the_plans_is_refused(string message, string variables)
    {
        var refused = Assert.ThrowsExactly<RestorationRefusedException>(() => ShardIndex.Detect(Environment(variables), 4));
        StringAssert.Contains(refused.Message, message);
    }

    [TestMethod]
    [DataRow("3", 3)]
    [DataRow("0/4", 0)]
    public void A_number_is_taken_whatever_the_scheduler_says(string text, int shard) =>
        Assert.AreEqual(shard, ShardIndex.Parse(text, Environment("SLURM_ARRAY_TASK_ID=1"), 4));

    [TestMethod]
    [DataRow("4")]
    [DataRow("3/5")]
    [DataRow("4/4")]
    [DataRow("-1")]
    [DataRow("1/2/4")]
    [DataRow("all")]
    [DataRow("")]
    public void What_is_no_shard_of_the_plan_is_refused(string text) =>
        Assert.ThrowsExactly<RestorationRefusedException>(() => ShardIndex.Parse(text, Environment("SLURM_ARRAY_TASK_ID=1"), 4));

    private static Dictionary<string, string?> Environment(string variables) =>
        variables.Split(' ').Select(v => v.Split('=')).ToDictionary(v => v[0], string? (v) => v[1]);
}

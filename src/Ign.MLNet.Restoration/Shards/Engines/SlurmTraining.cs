using System.Text;

namespace Ign.MLNet.Restoration;

/// <summary>A batch script that trains one network in one or many processes on Slurm, and goes on where a job before it was stopped or lost.</summary>
public sealed class SlurmTraining
{
    private readonly string _run, _workingFolder;
    private readonly IReadOnlyList<string> _arguments;
    private readonly SlurmSettings _settings;

    /// <summary>A script for a training.</summary>
    /// <param name="runFolder">Folder of the run, which all nodes see.</param>
    /// <param name="workingFolder">Where the training starts, so that relative paths among its arguments hold.</param>
    /// <param name="arguments">Arguments of <c>ign train</c>.</param>
    /// <param name="settings">What is asked of the cluster; <see cref="SlurmSettings.Cpus"/> and <see cref="SlurmSettings.Gpus"/> are for each process.</param>
    /// <exception cref="RestorationRefusedException">A setting does not fit Slurm.</exception>
    public SlurmTraining(string runFolder, string workingFolder, IReadOnlyList<string> arguments, SlurmSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        ArgumentException.ThrowIfNullOrEmpty(workingFolder);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Check();
        (_run, _workingFolder, _arguments, _settings) = (Path.GetFullPath(runFolder), Path.GetFullPath(workingFolder), arguments, settings);
    }

    /// <summary>Folder in the run's folder that the script belongs into and is submitted from; it needs a subfolder <c>logs</c>.</summary>
    public string Folder => Path.Join(_run, "slurm");

    /// <summary>The script.</summary>
    public string Train()
    {
        var text = new StringBuilder(SlurmScript.Head("ign-train", "logs/%j.log"));
        text.Append("#SBATCH --requeue\n#SBATCH --ntasks=").Append(SlurmSettings.Number(_settings.Tasks));
        text.Append("\n#SBATCH --signal=B:USR1@").Append(SlurmSettings.Number(_settings.StopLead)).Append('\n');
        foreach (string line in _settings.Directives()) text.Append(line).Append('\n');
        text.Append("\ncd ").Append(ShellText.Quote([_workingFolder])).Append(" || exit 1\n");
        string train = ShellText.Quote([.. Launcher(), .. _settings.Command, "train", .. _arguments]);
        return text.Append(SlurmBody.Of(train, _settings.Tasks == 1 ? SlurmBody.StopWorker : SlurmBody.StopSteps, "the training", _settings.MaxRestarts))
            .ToString();
    }

    /// <summary>One process needs no launcher. Newer versions of srun do not take the sizes of a task over from the job.</summary>
    private string[] Launcher() => _settings.Tasks == 1
        ? []
        : ["srun", "--mpi=pmix", "--kill-on-bad-exit=1", .. _settings.SizesOfTask()];
}

using System.Runtime.InteropServices;

namespace Ign.MLNet.Training;

/// <summary>
/// The processes that <c>mpirun</c> or <c>srun --mpi=pmix</c> started, through Open MPI's library. It is loaded when it is needed and is no part of the
/// package.
/// </summary>
/// <remarks>
/// Handles are those of Open MPI, the addresses of exported objects; MPICH and Intel MPI have numbers there, and processes of their launchers are refused.
/// </remarks>
public sealed unsafe class MpiCollective : ICollective
{
    // Of versions 4 and 5.
    private const string Library = "libmpi.so.40";

    // Set by Open MPI's launcher, by that of Slurm, and by those of MPICH and Intel MPI.
    private static readonly string[] s_sizes = ["OMPI_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS", "PMI_SIZE"];

    // #define MPI_IN_PLACE ((void *) 1)
    private const nint InPlace = 1;

    // Calls come from any thread, one at a time.
    private const int Serialized = 2;

    private readonly nint _world, _float, _sum;
    private readonly delegate* unmanaged<nint, void*, int, nint, nint, nint, int> _allReduce;
    private readonly delegate* unmanaged<int> _finalize;

    private MpiCollective(nint library)
    {
        nint Of(string name) => NativeLibrary.GetExport(library, name);
        (_world, _float, _sum) = (Of("ompi_mpi_comm_world"), Of("ompi_mpi_float"), Of("ompi_mpi_op_sum"));
        _allReduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, int>)Of("MPI_Allreduce");
        _finalize = (delegate* unmanaged<int>)Of("MPI_Finalize");
        int provided, rank, ranks;
        Check(((delegate* unmanaged<void*, void*, int, int*, int>)Of("MPI_Init_thread"))(null, null, Serialized, &provided), "MPI_Init_thread");
        if (provided < Serialized) throw new InvalidOperationException("Open MPI was built without threads; one that has them is needed.");
        Check(((delegate* unmanaged<nint, int*, int>)Of("MPI_Comm_rank"))(_world, &rank), "MPI_Comm_rank");
        Check(((delegate* unmanaged<nint, int*, int>)Of("MPI_Comm_size"))(_world, &ranks), "MPI_Comm_size");
        (Rank, Ranks) = (rank, ranks);
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Ranks { get; }

    /// <summary>Whether a launcher started this process together with others.</summary>
    public static bool IsLaunched => s_sizes.Any(name => Of(name) is not (null or "" or "1"));

    /// <summary>The processes that this one was started with; null where it was started alone.</summary>
    /// <exception cref="InvalidOperationException">It was started with others, but they cannot be reached: the message says what is missing.</exception>
    public static MpiCollective? Join()
    {
        if (!IsLaunched) return null;
        if (Of("OMPI_COMM_WORLD_RANK") is null && Of("PMIX_RANK") is null)
            throw new InvalidOperationException("Several processes were started that do not know each other: use Open MPI's mpirun, or srun with --mpi=pmix.");
        if (!NativeLibrary.TryLoad(Library, out nint library))
            throw new InvalidOperationException(
                $"This process was started by mpirun or srun, but Open MPI's library {Library} is not here (Debian: apt-get install libopenmpi3).");
        try
        {
            return new MpiCollective(library);
        }
        catch (EntryPointNotFoundException e)
        {
            throw new InvalidOperationException($"{Library} is not that of Open MPI: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Sum(Span<float> values)
    {
        fixed (float* first = values) Check(_allReduce(InPlace, first, values.Length, _float, _sum, _world), "MPI_Allreduce");
    }

    /// <summary>Takes leave of the others. Whoever ends without it, ends badly, and the launcher stops the others.</summary>
    public void Leave() => Check(_finalize(), "MPI_Finalize");

    private static string? Of(string variable) => Environment.GetEnvironmentVariable(variable);

    private static void Check(int code, string call)
    {
        if (code != 0) throw new InvalidOperationException($"{call} failed with error {code} of MPI.");
    }
}

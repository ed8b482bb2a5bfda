namespace Mesh.Core.Findings;

/// <summary>
/// The exit codes of a run. No code is shared by two meanings; 1 to 63 belong to the tools that are run (helm, a script) and pass through unchanged.
/// The numbers follow sysexits.h where it has a word for it; the whole table stands in docs/exit-codes.md.
/// </summary>
public static class ExitCode
{
    /// <summary>Done. In a dry run: evaluated, changes listed.</summary>
    public const int Done = 0;

    /// <summary>The highest code of a tool that is passed through unchanged.</summary>
    public const int LastToolCode = 63;

    /// <summary>Unknown target or argument.</summary>
    public const int Usage = 64;

    /// <summary>Input is malformed: mesh.yaml, kubeconfig, certificate, policy file.</summary>
    public const int MalformedInput = 65;

    /// <summary>Input is not there: a file, a chart, no workload or pod matches a selector.</summary>
    public const int NoInput = 66;

    /// <summary>Cluster or registry cannot be reached.</summary>
    public const int Unavailable = 69;

    /// <summary>A fault of this program, or a tool that ended outside 1 to 63.</summary>
    public const int Internal = 70;

    /// <summary>Output cannot be created.</summary>
    public const int CannotCreate = 73;

    /// <summary>Reading or writing failed.</summary>
    public const int InputOutput = 74;

    /// <summary>A time limit passed; trying again may help.</summary>
    public const int TimeLimit = 75;

    /// <summary>The server refused the change: conflict, invalid, webhook.</summary>
    public const int Refused = 76;

    /// <summary>Permission refused: RBAC, 401 or 403 of a registry.</summary>
    public const int Forbidden = 77;

    /// <summary>Configuration: null kubeContext, missing required value, identity pin does not match.</summary>
    public const int Configuration = 78;

    /// <summary>A check found problems at or above --fail-on.</summary>
    public const int FindingsFound = 79;

    /// <summary>A rollout failed for a reason that time does not cure.</summary>
    public const int RolloutFailed = 80;

    /// <summary>Stopped by SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM.</summary>
    public const int Terminated = 143;
}

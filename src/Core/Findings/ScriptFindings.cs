namespace Mesh.Core.Findings;

/// <summary>What can be wrong with a script, a Jenkinsfile, a workflow or a Makefile that delivers to a cluster.</summary>
public static class ScriptFindings
{
    /// <summary>An exit code is thrown away.</summary>
    public static readonly FindingKind Swallowed = new("SCR001", "Exit code swallowed", Severity.Error,
        "What stands behind the command always ends well, so that the script goes on as if the command had",
        "Let the failure end the script, and say by a typed target or option which failure is harmless");

    /// <summary>set +e without a way back.</summary>
    public static readonly FindingKind ErrorsOff = new("SCR002", "Failures switched off", Severity.Error,
        "From set +e on no failure ends the script, and nothing switches it on again",
        "Leave it out, or put set -e back right after the one command whose code is looked at");

    /// <summary>A pipe hides the failure of its first commands.</summary>
    public static readonly FindingKind PipeHides = new("SCR003", "Pipe hides a failure", Severity.Error,
        "A pipeline ends with the code of its last command; without pipefail the failure of the others is seen by nobody",
        "Begin the script with set -euo pipefail");

    /// <summary>A Jenkins step returns the code and nobody takes it.</summary>
    public static readonly FindingKind StatusIgnored = new("SCR004", "Returned status ignored", Severity.Error,
        "With returnStatus: true a failing step does not fail the build; the code it returns has to be looked at, and is not",
        "Leave returnStatus out, so that the step fails the build");

    /// <summary>A workflow goes on after a failed step.</summary>
    public static readonly FindingKind GoesOn = new("SCR005", "Workflow goes on after a failure", Severity.Error,
        "With continue-on-error a failed step or job counts as done",
        "Leave it out; a step that may fail belongs into a job of its own that nothing waits for");

    /// <summary>A failure is caught and not thrown again.</summary>
    public static readonly FindingKind Caught = new("SCR006", "Failure caught", Severity.Error,
        "What fails inside does not end the stage, so that the next steps run on what was never done",
        "Leave the catch out, or throw again after what has to be cleaned up");

    /// <summary>The context is the word null.</summary>
    public static readonly FindingKind NullContext = new("SCR007", "Context is no name", Severity.Error,
        "The context is empty or a word like null, so that the command fails or works on whatever cluster is current",
        "Name the context in cluster.context of mesh.yaml; Mesh.ValidateContext refuses the null family with 78 before anything runs");

    /// <summary>The context comes from a variable that may be empty or fall apart.</summary>
    public static readonly FindingKind LooseContext = new("SCR008", "Context variable not secured", Severity.Error,
        "The variable is not quoted, or nothing sets it here and nothing ends the script where it is empty; then the next argument becomes the context, or the current one is used",
        "Write \"${NAME:?}\", or hand the context to a typed target by --kube-context");

    /// <summary>A command works on whatever context is current.</summary>
    public static readonly FindingKind NoContext = new("SCR009", "No context named", Severity.Error,
        "Without a context the command works on the current one, which another job may have changed a moment ago",
        "Name the context, or use a typed target, which always does");

    /// <summary>A version is part of a path.</summary>
    public static readonly FindingKind VersionInPath = new("SCR010", "Version written into a path", Severity.Warning,
        "The next version finds the old path, and the script installs what nobody asked for",
        "Let the path follow the version: istio.charts with {version} in mesh.yaml");

    /// <summary>Where a path is not there, another one is taken.</summary>
    public static readonly FindingKind FallbackPath = new("SCR011", "Fallback path", Severity.Error,
        "Where the wanted path is not there another one is taken, so that a mistyped version installs an old one and says nothing",
        "End with an error instead; a typed target lists the versions that are there and ends with 66");

    /// <summary>openssl makes a CA without the rights of one.</summary>
    public static readonly FindingKind CaWithoutRights = new("SCR012", "CA made without the rights of one", Severity.Error,
        "openssl is given no extensions, so that the certificate lacks basicConstraints CA:TRUE or keyUsage keyCertSign, and istiod refuses it or workloads do later",
        "Make the CA with Mesh.CreateCa, and look at one that is there with Mesh.VerifyCa");

    /// <summary>A secret is an argument.</summary>
    public static readonly FindingKind SecretArgument = new("SCR013", "Secret on a command line", Severity.Error,
        "Every user of the machine can read the arguments of a running command, and shells with xtrace write them into the log",
        "Hand it over by standard input, by a file of mode 600 or by an environment variable");

    /// <summary>An acceptance gives no reason.</summary>
    public static readonly FindingKind NoReason = new("SCR014", "Accepted without a reason", Severity.Error,
        "mesh:allow accepts a finding for a reason, and none is given, so that nothing is accepted",
        "Write the reason behind it: # mesh:allow the job is allowed to be there already");

    /// <summary>A script cannot be read to its end.</summary>
    public static readonly FindingKind Unreadable = new("SCR015", "Script cannot be read to its end", Severity.Warning,
        "A quote, a parenthesis or a here-document is not closed; what follows was not looked at",
        "Close it; shellcheck says more about the place");

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } =
    [
        Swallowed, ErrorsOff, PipeHides, StatusIgnored, GoesOn, Caught, NullContext, LooseContext, NoContext, VersionInPath, FallbackPath, CaWithoutRights, SecretArgument, NoReason, Unreadable,
    ];
}

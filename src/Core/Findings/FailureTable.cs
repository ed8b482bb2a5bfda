using System.Net.Sockets;
using System.Reflection;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Findings;

/// <summary>The only place that turns an error into an exit code.</summary>
public static class FailureTable
{
    /// <summary>What a thrown exception means for the run. Wrappers are taken off first; of several inner exceptions the first that carries one of ours decides, else the first that is no mere cancellation.</summary>
    /// <param name="exception">What was thrown.</param>
    public static Failure Of(Exception exception) => Unwrap(exception) switch
    {
        MeshException mesh => new(mesh.ExitCode, mesh.Reason, mesh.Remedy),
        YamlSyntaxException yaml => new(ExitCode.MalformedInput, yaml.Message, "Mend the YAML there"),
        TimeoutException timeout => new(ExitCode.TimeLimit, timeout.Message, "Try again, or raise --timeout"),
        // How an HttpClient says that its own limit passed.
        OperationCanceledException { InnerException: TimeoutException timeout } => new(ExitCode.TimeLimit, timeout.Message, "Try again, or raise --timeout"),
        FileNotFoundException missing => new(ExitCode.NoInput, missing.Message, "Check the path and the working directory"),
        DirectoryNotFoundException missing => new(ExitCode.NoInput, missing.Message, "Check the path and the working directory"),
        UnauthorizedAccessException denied => new(ExitCode.CannotCreate, denied.Message, "Check the owner and the mode of the path"),
        HttpRequestException http => new(ExitCode.Unavailable, http.Message, "Check the address and that the server is up"),
        SocketException socket => new(ExitCode.Unavailable, socket.Message, "Check the address and that the server is up"),
        IOException io => new(ExitCode.InputOutput, io.Message, "Check the disk and the path"),
        var other => new(ExitCode.Internal, $"{other.GetType().Name}: {other.Message}", "This is a fault of this program; please report it with mesh-report.json"),
    };

    private static Exception Unwrap(Exception exception) => exception switch
    {
        MeshException => exception,
        // Work side by side: the one that failed stops the others, whose cancellation says nothing.
        AggregateException { InnerExceptions: [var first, ..] all } => Unwrap(all.FirstOrDefault(Carries) ?? all.FirstOrDefault(one => one is not OperationCanceledException) ?? first),
        TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        // Whatever wraps one of ours, be it a Cake engine's report or a type initializer, ours is the cause.
        { InnerException: { } inner } when Carries(inner) => Unwrap(inner),
        _ => exception,
    };

    private static bool Carries(Exception? exception) =>
        exception is not null && (exception is MeshException || Carries(exception.InnerException) || (exception is AggregateException all && all.InnerExceptions.Any(Carries)));
}

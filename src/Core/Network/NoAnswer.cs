using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Mesh.Core.Network;

/// <summary>Tells from what the HTTP stack throws why no answer came, and whether the request may have arrived.</summary>
internal static class NoAnswer
{
    /// <summary>True for what the HTTP stack throws when no whole answer comes; <paramref name="cancellation"/> is the caller's own wish to stop, which is none.</summary>
    public static bool Is(Exception exception, CancellationToken cancellation) =>
        exception is HttpRequestException or IOException or ProtocolViolationException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    public static NoAnswerException From(Exception exception, TimeSpan limit)
    {
        if (Find<AuthenticationException>(exception) is { } distrust)
        {
            // The stack wraps what the certificate check said; the innermost has the words.
            return new NoAnswerException($"TLS failed: {Innermost(distrust).Message}", mayHaveArrived: false, curable: Innermost(distrust) is IOException or SocketException, exception);
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Unsent("its name cannot be resolved"),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Unsent(Find<SocketException>(exception) is { } socket ? Words(socket) : exception.Message),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => Unsent($"the proxy lets nothing through: {exception.Message}"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => Unsent($"TLS failed: {Innermost(exception).Message}"),
            OperationCanceledException { InnerException: TimeoutException } => Unsent($"no connection within {Connecting.Limit.TotalSeconds:0} s"),
            OperationCanceledException => Sent($"no answer within {limit.TotalSeconds:0} s"),
            _ => Sent($"the connection broke: {Innermost(exception).Message}"),
        };

        NoAnswerException Unsent(string reason) => new(reason, mayHaveArrived: false, curable: true, exception);
        NoAnswerException Sent(string reason) => new(reason, mayHaveArrived: true, curable: true, exception);
    }

    private static string Words(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name cannot be resolved",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no route to it",
        _ => socket.Message,
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception =>
        exception is null ? null : exception as T ?? Find<T>(exception.InnerException);

    private static Exception Innermost(Exception exception) => exception.InnerException is null ? exception : Innermost(exception.InnerException);
}

using System.Text;
using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Network;

namespace Mesh.Core.Registries.Http;

/// <summary>Turns what a registry did into the exception for it; the registry's own words are always part of it.</summary>
internal static partial class RegistryErrors
{
    private const int LongestWords = 300;

    /// <summary>What an answer that is no success means, whatever was asked.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="what">What was asked for.</param>
    /// <param name="endpoint">The registry.</param>
    public static MeshException Of(RegistryAnswer answer, string what, RegistryEndpoint endpoint) => (int)answer.Status switch
    {
        401 or 403 => Refused(endpoint, what, Words(answer), answer.Tried),
        429 => RateLimited(endpoint, what, answer),
        >= 500 or 408 => new RegistryException(RegistryFault.Unreachable, Words(answer)).With(
            $"{endpoint.Describe()} answers {what} with errors of its own, at last {Words(answer)}", "Look at the registry's own log, and try again when it is well"),
        _ => Invalid(endpoint, what, $"it is {Words(answer)}"),
    };

    /// <summary>No answer came.</summary>
    public static MeshException Unreachable(RegistryEndpoint endpoint, string what, NoAnswerException failure) => new RegistryException(RegistryFault.Unreachable, failure.Message, failure).With(
        $"{endpoint.Describe()} cannot be reached for {what}: {failure.Message}",
        failure.Message.StartsWith("TLS failed", StringComparison.Ordinal) ? TlsRemedy(failure, endpoint) : "Check the registry's name, the VPN or proxy on the way, and that it is up");

    /// <summary>401 or 403, whoever asks.</summary>
    public static MeshException Refused(RegistryEndpoint endpoint, string what, string words, IReadOnlyList<string> tried) => new RegistryException(RegistryFault.Refused, words).With(
        $"{endpoint.Describe()} refuses {what} ({words}); tried {string.Join(", ", tried)}",
        endpoint.Registry == "docker.io"
            ? "Check the name, for docker.io says the same of repositories that do not exist; for a private one name a credential in mesh.yaml under registries, or log in with docker login"
            : "Name a credential that has the right in mesh.yaml under registries, or log in with docker login; some registries say the same of repositories that do not exist");

    /// <summary>An answer that is not what it says it is.</summary>
    public static MeshException Invalid(RegistryEndpoint endpoint, string what, string why, Exception? inner = null) => new RegistryException(RegistryFault.Invalid, why, inner).With(
        $"what {endpoint.Describe()} answers for {what} cannot be used: {why}", "Look at the registry, and at the proxies between here and it; push the image anew where it is damaged");

    /// <summary>What is pushed is not taken.</summary>
    public static MeshException PushRefused(RegistryEndpoint endpoint, string what, string words) => new RegistryException(RegistryFault.PushRefused, words).With(
        $"{endpoint.Describe()} does not take {what} ({words})", "Read what it says: an immutable tag, a policy or a quota has to be changed at the registry, or the tag here");

    /// <summary>What an answer says: its status, the codes and messages of its errors, or the beginning of what else it holds.</summary>
    public static string Words(RegistryAnswer answer)
    {
        var said = string.Join("; ", answer.TryReadObject().Items("errors").Take(3).Select(error => Join(error.Text("code"), Said(error.Text("message"), error.Text("detail")))).Where(text => text.Length > 0));
        return Join($"{(int)answer.Status}", said.Length > 0 ? Short(said) : Plain(answer)) is { Length: > 3 } words ? words : $"{(int)answer.Status} {answer.Response.ReasonPhrase}".TrimEnd();
    }

    /// <summary>True when one of an answer's errors has this code.</summary>
    public static bool Has(RegistryAnswer answer, params ReadOnlySpan<string> codes)
    {
        foreach (var error in answer.TryReadObject().Items("errors"))
        {
            if (error.Text("code") is { } code && codes.Contains(code, StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static MeshException RateLimited(RegistryEndpoint endpoint, string what, RegistryAnswer answer) => new RegistryException(RegistryFault.RateLimited, Words(answer)).With(
        $"{endpoint.Describe()} lets nobody ask for {what} now ({Words(answer)}){(answer.RetryAfter is { } after ? $"; it says to come again in {Math.Ceiling(after.TotalSeconds):0} s" : "")}",
        "Log in, for the limit is higher then; wait, or take the images from a mirror");

    private static string TlsRemedy(NoAnswerException failure, RegistryEndpoint endpoint) =>
        !failure.Curable && failure.Message.Contains("certificate", StringComparison.Ordinal)
            ? $"Name the PEM file of its authority as certificateAuthority of registry {endpoint.Registry} in mesh.yaml, or correct the registry's certificate"
            : $"If it speaks HTTP without TLS, say plainHttp: true for registry {endpoint.Registry} in mesh.yaml; it is never tried by itself";

    private static string Said(string? message, string? detail) => message is { Length: > 0 } ? message : detail ?? "";

    private static string Join(string? first, string second) => string.IsNullOrEmpty(first) ? second : second.Length == 0 ? first : char.IsAsciiDigit(first[0]) ? $"{first} {second}" : $"{first}: {second}";

    private static string Plain(RegistryAnswer answer)
    {
        var text = Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 16 * 1024)]);
        // Of an error page for people its title says enough.
        return Short(text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.Contains("<!doctype", StringComparison.OrdinalIgnoreCase) ? Title().Match(text).Groups[1].Value : text);
    }

    private static string Short(string text) => Printable.OneLine(text) is { Length: > LongestWords } line ? $"{line[..LongestWords]}…" : Printable.OneLine(text);

    [GeneratedRegex("<title>([^<]{0,200})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Registries.Ecr;

/// <summary>What the API answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body as JSON; null where it is none.</param>
/// <param name="TypeHeader">The header that names the error; null where there is none.</param>
internal sealed record EcrAnswer(HttpStatusCode Status, JsonNode? Body, string? TypeHeader)
{
    private const int LongestMessage = 300;

    private static readonly string[] Throttling = ["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "RequestThrottled"];

    /// <summary>True where the call did what it should.</summary>
    public bool IsSuccess => Status == HttpStatusCode.OK;

    /// <summary>True where the same call may succeed in a moment.</summary>
    public bool IsPassing => (int)Status >= 500 || Status == HttpStatusCode.TooManyRequests || IsThrottled;

    /// <summary>True where there were too many calls.</summary>
    public bool IsThrottled => Status == HttpStatusCode.TooManyRequests || Throttling.Contains(ErrorType, StringComparer.Ordinal);

    /// <summary>The name of the error without the namespace that some services put before it and the address that some put behind: <c>AccessDeniedException</c>. Empty where none is named.</summary>
    public string ErrorType => Short(Printable.OneLine((Body.Text("__type") ?? TypeHeader ?? "").Split('#')[^1].Split(':')[0]));

    /// <summary>The error in the API's words, in one line.</summary>
    public string Words
    {
        get
        {
            var words = string.Join(": ", new[] { ErrorType, Short(Printable.OneLine(Body.Text("message") ?? Body.Text("Message") ?? "")) }.Where(part => part.Length > 0));
            return words.Length > 0 ? words : $"status {(int)Status}";
        }
    }

    private static string Short(string text) => text.Length > LongestMessage ? $"{text[..LongestMessage]}…" : text;

    /// <summary>Reads an answer; one that is no JSON has no body.</summary>
    public static EcrAnswer Of(HttpStatusCode status, ReadOnlySpan<byte> body, string? typeHeader)
    {
        try
        {
            return new EcrAnswer(status, StrictJson.Parse(body), typeHeader);
        }
        catch (JsonException)
        {
            return new EcrAnswer(status, null, typeHeader);
        }
    }
}

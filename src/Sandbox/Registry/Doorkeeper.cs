using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Registry;

/// <summary>Lets in whom the scenario lets in: everybody, a user with a password (Basic), or who has a token for just this (Bearer).</summary>
internal sealed class Doorkeeper(ScenarioRegistry options)
{
    public const string TokenPath = "/token";

    /// <summary>A 401 with its challenge; null when the call may go on.</summary>
    public HttpResponseMessage? WhyNot(RegistryCall call)
    {
        var sent = call.Request.Headers.Authorization;
        if (!options.Tokens)
        {
            return options.Username is null || IsUser(sent) ? null : Refuse(new AuthenticationHeaderValue("Basic", "realm=\"sandbox\""));
        }

        var needed = Needed(call);
        var granted = sent is { Scheme: "Bearer", Parameter: { } token } ? Scopes(token) : null;
        if (granted is not null && needed.All(granted.Contains))
        {
            return null;
        }

        var scope = needed.Length == 0 ? "" : $",scope=\"{string.Join(' ', needed.GroupBy(right => right.Target).Select(group => $"repository:{group.Key}:{string.Join(',', group.Select(right => right.Action))}"))}\"";
        var error = sent is null ? "" : granted is null ? ",error=\"invalid_token\"" : ",error=\"insufficient_scope\"";
        return Refuse(new AuthenticationHeaderValue("Bearer", $"realm=\"{call.At(TokenPath)}\",service=\"{options.Host}\"{scope}{error}"));
    }

    /// <summary>A token for the scopes that are asked for, by GET with Basic or by POST with a password or a refresh token, which is the password too.</summary>
    public HttpResponseMessage GiveToken(RegistryCall call)
    {
        var form = call.Method == "POST" ? HttpUtility.ParseQueryString(Encoding.UTF8.GetString(call.Body)) : call.Query;
        var known = options.Username is null
            || IsUser(call.Request.Headers.Authorization)
            || (form["grant_type"] == "password" && form["username"] == options.Username && form["password"] == options.Password)
            || (form["grant_type"] == "refresh_token" && form["refresh_token"] == options.Password);
        if (!known)
        {
            return RegistryError.Unauthorized().Response();
        }

        var scopes = (form.GetValues("scope") ?? []).SelectMany(scope => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var token = Seal(string.Join(' ', scopes));
        var body = new JsonObject { ["token"] = token, ["access_token"] = token, ["expires_in"] = 300 };
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    private static (string Target, string Action)[] Needed(RegistryCall call) => call switch
    {
        { Repository: "" } => [],
        { Method: "GET" or "HEAD" } => [(call.Repository, "pull")],
        _ when call.Query["from"] is { } from => [(call.Repository, "pull"), (call.Repository, "push"), (from, "pull")],
        _ => [(call.Repository, "pull"), (call.Repository, "push")],
    };

    // A token is its scopes in other letters: nobody is to be kept out but a client that asks for the wrong thing.
    private static string Seal(string scopes) => $"sandbox.{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(scopes))}";

    private static HashSet<(string Target, string Action)>? Scopes(string token)
    {
        if (token.Split('.') is not ["sandbox", var letters] || letters.Length % 2 != 0 || !letters.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        var rights = from scope in Encoding.UTF8.GetString(Convert.FromHexString(letters)).Split(' ')
                     let parts = scope.Split(':')
                     where parts is ["repository", _, _]
                     from action in parts[2].Split(',')
                     select (parts[1], action);
        return [.. rights];
    }

    private bool IsUser(AuthenticationHeaderValue? sent) =>
        sent?.Scheme == "Basic" && sent.Parameter == Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}"));

    private static HttpResponseMessage Refuse(AuthenticationHeaderValue challenge)
    {
        var refused = RegistryError.Unauthorized().Response();
        refused.Headers.WwwAuthenticate.Add(challenge);
        return refused;
    }
}

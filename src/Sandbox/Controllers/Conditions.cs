using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Controllers;

/// <summary>The conditions of a status.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonNode? status, string type) => status.Items("conditions").FirstOrDefault(condition => condition.Text("type") == type);

    /// <summary>Sets a condition; its transition time changes only with its status.</summary>
    /// <param name="status">The status to set it in.</param>
    /// <param name="type">Its type.</param>
    /// <param name="value">Whether it holds.</param>
    /// <param name="reason">One word; null for none.</param>
    /// <param name="message">A sentence; null for none.</param>
    /// <param name="now">Now.</param>
    /// <param name="touches">True for kinds whose conditions carry the time of their last update too.</param>
    public static void Set(JsonObject status, string type, bool value, string? reason, string? message, string now, bool touches = false)
    {
        var old = Find(status, type);
        var text = value ? "True" : "False";
        if (!touches && old.Text("status") == text && old.Text("reason") == reason && old.Text("message") == message)
        {
            return;
        }

        var condition = new JsonObject { ["type"] = type, ["status"] = text };
        if (touches)
        {
            condition["lastUpdateTime"] = now;
        }

        condition["lastTransitionTime"] = old.Text("status") == text ? old.Text("lastTransitionTime") : now;
        condition["reason"] = reason;
        condition["message"] = message;
        foreach (var empty in condition.Where(field => field.Value is null).Select(field => field.Key).ToList())
        {
            condition.Remove(empty);
        }

        var list = status["conditions"] as JsonArray;
        if (list is null)
        {
            status["conditions"] = list = [];
        }

        if (old is null)
        {
            list.Add(condition);
        }
        else
        {
            list[list.IndexOf(old)] = condition;
        }
    }

    public static void Remove(JsonObject status, string type)
    {
        if (Find(status, type) is { } condition)
        {
            ((JsonArray)status["conditions"]!).Remove(condition);
        }
    }
}

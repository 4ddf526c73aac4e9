// @ts-nocheck
// Generated from db/*.schema.json by tools/generate.ts: change the schemas instead.
"use strict";
export const validateServerConfig = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"ServerConfig","description":"what the deploy server deploys where, and who may","type":"object","required":["version","clusters","targets"],"additionalProperties":false,"properties":{"$schema":{"type":"string"},"version":{"const":1,"description":"1"},"clusters":{"type":"object","description":"a map from cluster to its engine","propertyNames":{"$ref":"#/$defs/clusterName"},"additionalProperties":{"$ref":"#/$defs/cluster"}},"targets":{"type":"object","description":"a map from config/channel to a list of clusters","propertyNames":{"$ref":"#/$defs/targetKey"},"additionalProperties":{"type":"array","minItems":1,"description":"a list of one or more clusters, deployed to in this order","items":{"$ref":"#/$defs/placement"}}},"configs":{"type":"object","description":"a map from config to where its file is","propertyNames":{"$ref":"deploy-config.schema.json#/$defs/configName"},"additionalProperties":{"$ref":"#/$defs/configHome"}},"channels":{"type":"object","description":"a map from channel to its settings","propertyNames":{"$ref":"db.schema.json#/$defs/channel"},"additionalProperties":{"$ref":"#/$defs/channelSettings"}},"people":{"type":"object","description":"a map from channel to who may deploy there","propertyNames":{"$ref":"db.schema.json#/$defs/channel"},"additionalProperties":{"$ref":"#/$defs/people"}},"teams":{"type":"object","description":"a map from team to what it owns","propertyNames":{"$ref":"#/$defs/teamName"},"additionalProperties":{"$ref":"#/$defs/team"}},"slack":{"$ref":"#/$defs/slackSettings"},"forward":{"$ref":"#/$defs/forwardSettings"}},"$defs":{"configHome":{"title":"ConfigHome","type":"object","description":"where a config's file is: repository","required":["repository"],"additionalProperties":false,"properties":{"repository":{"$ref":"db.schema.json#/$defs/namedRepository"}}},"clusterName":{"type":"string","pattern":"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"a cluster's name: lower-case letters and digits, with . _ - between them, at most 64 characters"},"targetKey":{"type":"string","pattern":"^(?=[^/]{1,128}/)[a-z0-9]+(?:[._-]+[a-z0-9]+)*/(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"config/channel, such as my-app/prod"},"teamName":{"type":"string","pattern":"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"a team's name: lower-case letters and digits, with . _ - between them, at most 64 characters"},"githubTeam":{"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$","description":"a team of GitHub, such as acme/release"},"secret":{"type":"string","writeOnly":true,"pattern":"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$","description":"where a secret comes from, and never the secret itself: env:CLUSTER_NAME or file:/path"},"kubeconfig":{"type":"string","writeOnly":true,"pattern":"^(?:in-cluster|env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$","description":"in-cluster for the server's own cluster and account, or where a kubeconfig comes from: env:CLUSTER_NAME or file:/path"},"duration":{"type":"string","pattern":"^[1-9][0-9]{0,5}(?:s|m|h)$","description":"a length of time, such as 60s, 15m or 2h"},"filePath":{"type":"string","pattern":"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$","description":"a file's path in its repository, such as apps/my-app/prod/values.yaml"},"fieldPath":{"type":"string","pattern":"^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$","description":"a field, such as image.tag or containers[0].image"},"serverUrl":{"type":"string","pattern":"^https?://[^\\s/?#@]+(?:/[^\\s?#]*)?$","description":"an address, such as https://argocd.acme.dev"},"kubernetesName":{"type":"string","pattern":"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$","description":"a name of Kubernetes, such as my-app-prod"},"namespacedName":{"type":"string","pattern":"^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$","description":"namespace/name, such as apps/my-app"},"cluster":{"title":"Cluster","type":"object","description":"a cluster: engine, and url, token and perhaps project for argo-cd, or kubeconfig for flux and kubernetes, and notification_secret for flux","required":["engine"],"additionalProperties":false,"properties":{"engine":{"enum":["argo-cd","flux","kubernetes"],"description":"argo-cd, flux or kubernetes"},"url":{"$ref":"#/$defs/serverUrl"},"token":{"$ref":"#/$defs/secret"},"project":{"$ref":"#/$defs/kubernetesName"},"webhook_secret":{"$ref":"#/$defs/secret"},"notification_secret":{"$ref":"#/$defs/secret"},"certificate_authority":{"$ref":"#/$defs/secret"},"kubeconfig":{"$ref":"#/$defs/kubeconfig"},"auto_sync":{"enum":["refuse","follow"],"description":"refuse (the default) or follow: what is done with an application that syncs by itself"}}},"placement":{"title":"Placement","type":"object","description":"where in a cluster: cluster, the engine's object, and the file that says its version","required":["cluster"],"additionalProperties":false,"properties":{"cluster":{"$ref":"#/$defs/clusterName"},"application":{"$ref":"#/$defs/kubernetesName"},"applicationset":{"$ref":"#/$defs/kubernetesName"},"application_namespace":{"$ref":"#/$defs/kubernetesName"},"helmrelease":{"$ref":"#/$defs/namespacedName"},"kustomization":{"$ref":"#/$defs/namespacedName"},"ocirepository":{"$ref":"#/$defs/namespacedName"},"namespace":{"$ref":"#/$defs/kubernetesName"},"preview_namespace":{"type":"string","pattern":"^(?=.{9,48}$)[a-z][a-z0-9-]*\\{branch\\}(?:[a-z0-9-]*[a-z0-9])?$","description":"the namespace of a branch's preview, such as my-app-{branch}: it begins with a letter and has at most 48 characters"},"repository":{"$ref":"db.schema.json#/$defs/namedRepository"},"branch":{"type":"string","pattern":"^[^\\s\\x00-\\x20\\x7f]{1,250}$","description":"a branch's name"},"file":{"$ref":"#/$defs/filePath"},"field":{"$ref":"#/$defs/fieldPath"},"digest_field":{"$ref":"#/$defs/fieldPath"},"chart":{"$ref":"db.schema.json#/$defs/ociAddress"},"soak":{"$ref":"#/$defs/duration"},"timeout":{"$ref":"#/$defs/duration"},"undeploy":{"$ref":"#/$defs/undeploy"}}},"undeploy":{"title":"UndeployEdit","type":"object","description":"the edit that undeploys: field and value, or remove with the file's path","additionalProperties":false,"properties":{"field":{"$ref":"#/$defs/fieldPath"},"value":{"type":["string","number","boolean"],"description":"a text, a number, true or false"},"remove":{"$ref":"#/$defs/filePath"}}},"channelSettings":{"title":"ChannelSettings","type":"object","description":"a channel's settings: protected and prereleases","additionalProperties":false,"properties":{"protected":{"type":"boolean","description":"true or false (the default)"},"prereleases":{"type":"boolean","description":"true or false: whether charts may be deployed there at a version before a release; where nothing is said, unless the channel is protected"}}},"people":{"title":"People","type":"object","description":"who may deploy: teams, permission, approvals, slack_channels and workflows","additionalProperties":false,"properties":{"teams":{"type":"array","minItems":1,"description":"a list of one or more teams of GitHub, of which one is enough","items":{"$ref":"#/$defs/githubTeam"}},"permission":{"enum":["read","triage","write","maintain","admin"],"description":"read, triage, write (the default), maintain or admin"},"approvals":{"type":"integer","minimum":0,"maximum":10,"description":"a whole number from 0 (the default) to 10"},"slack_channels":{"type":"array","minItems":1,"description":"a list of one or more ids of Slack channels","items":{"$ref":"#/$defs/slackChannel"}},"workflows":{"type":"array","minItems":1,"description":"a list of one or more workflows that may ask without a person","items":{"$ref":"#/$defs/workflowRef"}}}},"workflowRef":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_-]{0,98}/[A-Za-z0-9._-]{1,100}/[.]github/workflows/[A-Za-z0-9._-]{1,200}[.]ya?ml@refs/(?:heads|tags)/[^\\s\\x00-\\x20\\x7f]{1,250}$","description":"a workflow's file at a branch or a tag, such as acme/my-app/.github/workflows/deploy.yml@refs/heads/main"},"slackChannel":{"type":"string","pattern":"^[CG][A-Z0-9]{5,20}$","description":"the id of a Slack channel, such as C012AB3CD (in the channel's details, below), not its name"},"team":{"title":"Team","type":"object","description":"a team: perhaps github and slack_channel","additionalProperties":false,"properties":{"github":{"$ref":"#/$defs/githubTeam"},"slack_channel":{"$ref":"#/$defs/slackChannel"}}},"slackSettings":{"title":"SlackSettings","type":"object","description":"Slack: perhaps workspace","additionalProperties":false,"properties":{"workspace":{"type":"string","pattern":"^[TE][A-Z0-9]{5,20}$","description":"the id of the Slack workspace, such as T012AB3CD"}}},"forwardSettings":{"title":"ForwardSettings","type":"object","description":"which pushes are forwarded to Argo CD besides the suite's own: people","additionalProperties":false,"properties":{"people":{"type":"boolean","description":"true or false (the default)"}}}}};
const schema32 = {"type":"string","pattern":"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"a cluster's name: lower-case letters and digits, with . _ - between them, at most 64 characters"};
const schema41 = {"type":"string","pattern":"^(?=[^/]{1,128}/)[a-z0-9]+(?:[._-]+[a-z0-9]+)*/(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"config/channel, such as my-app/prod"};
const schema124 = {"type":"string","pattern":"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"a config's name: lower-case letters and digits, with . _ - between them, at most 128 characters"};
const schema54 = {"type":"string","pattern":"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"lower-case letters and digits, with . _ - between them, at most 64 characters"};
const schema141 = {"title":"ChannelSettings","type":"object","description":"a channel's settings: protected and prereleases","additionalProperties":false,"properties":{"protected":{"type":"boolean","description":"true or false (the default)"},"prereleases":{"type":"boolean","description":"true or false: whether charts may be deployed there at a version before a release; where nothing is said, unless the channel is protected"}}};
const schema125 = {"type":"string","pattern":"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"a team's name: lower-case letters and digits, with . _ - between them, at most 64 characters"};
const schema151 = {"title":"SlackSettings","type":"object","description":"Slack: perhaps workspace","additionalProperties":false,"properties":{"workspace":{"type":"string","pattern":"^[TE][A-Z0-9]{5,20}$","description":"the id of the Slack workspace, such as T012AB3CD"}}};
const schema152 = {"title":"ForwardSettings","type":"object","description":"which pushes are forwarded to Argo CD besides the suite's own: people","additionalProperties":false,"properties":{"people":{"type":"boolean","description":"true or false (the default)"}}};
const func1 = Object.prototype.hasOwnProperty;
const pattern4 = new RegExp("^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$", "u");
const pattern12 = new RegExp("^(?=[^/]{1,128}/)[a-z0-9]+(?:[._-]+[a-z0-9]+)*/(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$", "u");
const pattern22 = new RegExp("^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$", "u");
const pattern99 = new RegExp("^[TE][A-Z0-9]{5,20}$", "u");
const schema33 = {"title":"Cluster","type":"object","description":"a cluster: engine, and url, token and perhaps project for argo-cd, or kubeconfig for flux and kubernetes, and notification_secret for flux","required":["engine"],"additionalProperties":false,"properties":{"engine":{"enum":["argo-cd","flux","kubernetes"],"description":"argo-cd, flux or kubernetes"},"url":{"$ref":"#/$defs/serverUrl"},"token":{"$ref":"#/$defs/secret"},"project":{"$ref":"#/$defs/kubernetesName"},"webhook_secret":{"$ref":"#/$defs/secret"},"notification_secret":{"$ref":"#/$defs/secret"},"certificate_authority":{"$ref":"#/$defs/secret"},"kubeconfig":{"$ref":"#/$defs/kubeconfig"},"auto_sync":{"enum":["refuse","follow"],"description":"refuse (the default) or follow: what is done with an application that syncs by itself"}}};
const schema34 = {"type":"string","pattern":"^https?://[^\\s/?#@]+(?:/[^\\s?#]*)?$","description":"an address, such as https://argocd.acme.dev"};
const schema35 = {"type":"string","writeOnly":true,"pattern":"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$","description":"where a secret comes from, and never the secret itself: env:CLUSTER_NAME or file:/path"};
const schema36 = {"type":"string","pattern":"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$","description":"a name of Kubernetes, such as my-app-prod"};
const schema40 = {"type":"string","writeOnly":true,"pattern":"^(?:in-cluster|env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$","description":"in-cluster for the server's own cluster and account, or where a kubeconfig comes from: env:CLUSTER_NAME or file:/path"};
const pattern5 = new RegExp("^https?://[^\\s/?#@]+(?:/[^\\s?#]*)?$", "u");
const pattern6 = new RegExp("^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$", "u");
const pattern7 = new RegExp("^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$", "u");
const pattern11 = new RegExp("^(?:in-cluster|env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$", "u");

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.engine === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "engine"},message:"must have required property '"+"engine"+"'",schema:schema33.required,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema33.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.engine !== undefined){
let data0 = data.engine;
if(!(((data0 === "argo-cd") || (data0 === "flux")) || (data0 === "kubernetes"))){
const err2 = {instancePath:instancePath+"/engine",schemaPath:"#/properties/engine/enum",keyword:"enum",params:{allowedValues: schema33.properties.engine.enum},message:"must be equal to one of the allowed values",schema:schema33.properties.engine.enum,parentSchema:schema33.properties.engine,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.url !== undefined){
let data1 = data.url;
if(typeof data1 === "string"){
if(!pattern5.test(data1)){
const err3 = {instancePath:instancePath+"/url",schemaPath:"#/$defs/serverUrl/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/?#@]+(?:/[^\\s?#]*)?$"},message:"must match pattern \""+"^https?://[^\\s/?#@]+(?:/[^\\s?#]*)?$"+"\"",schema:"^https?://[^\\s/?#@]+(?:/[^\\s?#]*)?$",parentSchema:schema34,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/url",schemaPath:"#/$defs/serverUrl/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34.type,parentSchema:schema34,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.token !== undefined){
let data2 = data.token;
if(typeof data2 === "string"){
if(!pattern6.test(data2)){
const err5 = {instancePath:instancePath+"/token",schemaPath:"#/$defs/secret/pattern",keyword:"pattern",params:{pattern: "^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"},message:"must match pattern \""+"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"+"\"",schema:"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$",parentSchema:schema35,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/token",schemaPath:"#/$defs/secret/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.type,parentSchema:schema35,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.project !== undefined){
let data3 = data.project;
if(typeof data3 === "string"){
if(!pattern7.test(data3)){
const err7 = {instancePath:instancePath+"/project",schemaPath:"#/$defs/kubernetesName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"+"\"",schema:"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$",parentSchema:schema36,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/project",schemaPath:"#/$defs/kubernetesName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.type,parentSchema:schema36,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.webhook_secret !== undefined){
let data4 = data.webhook_secret;
if(typeof data4 === "string"){
if(!pattern6.test(data4)){
const err9 = {instancePath:instancePath+"/webhook_secret",schemaPath:"#/$defs/secret/pattern",keyword:"pattern",params:{pattern: "^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"},message:"must match pattern \""+"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"+"\"",schema:"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$",parentSchema:schema35,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/webhook_secret",schemaPath:"#/$defs/secret/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.type,parentSchema:schema35,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.notification_secret !== undefined){
let data5 = data.notification_secret;
if(typeof data5 === "string"){
if(!pattern6.test(data5)){
const err11 = {instancePath:instancePath+"/notification_secret",schemaPath:"#/$defs/secret/pattern",keyword:"pattern",params:{pattern: "^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"},message:"must match pattern \""+"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"+"\"",schema:"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$",parentSchema:schema35,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/notification_secret",schemaPath:"#/$defs/secret/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.type,parentSchema:schema35,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.certificate_authority !== undefined){
let data6 = data.certificate_authority;
if(typeof data6 === "string"){
if(!pattern6.test(data6)){
const err13 = {instancePath:instancePath+"/certificate_authority",schemaPath:"#/$defs/secret/pattern",keyword:"pattern",params:{pattern: "^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"},message:"must match pattern \""+"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"+"\"",schema:"^(?:env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$",parentSchema:schema35,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/certificate_authority",schemaPath:"#/$defs/secret/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema35.type,parentSchema:schema35,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.kubeconfig !== undefined){
let data7 = data.kubeconfig;
if(typeof data7 === "string"){
if(!pattern11.test(data7)){
const err15 = {instancePath:instancePath+"/kubeconfig",schemaPath:"#/$defs/kubeconfig/pattern",keyword:"pattern",params:{pattern: "^(?:in-cluster|env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"},message:"must match pattern \""+"^(?:in-cluster|env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$"+"\"",schema:"^(?:in-cluster|env:CLUSTER_[A-Za-z0-9_]{1,120}|file:/[^\\x00-\\x1f\\x7f]{1,1000})$",parentSchema:schema40,data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/kubeconfig",schemaPath:"#/$defs/kubeconfig/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.type,parentSchema:schema40,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.auto_sync !== undefined){
let data8 = data.auto_sync;
if(!((data8 === "refuse") || (data8 === "follow"))){
const err17 = {instancePath:instancePath+"/auto_sync",schemaPath:"#/properties/auto_sync/enum",keyword:"enum",params:{allowedValues: schema33.properties.auto_sync.enum},message:"must be equal to one of the allowed values",schema:schema33.properties.auto_sync.enum,parentSchema:schema33.properties.auto_sync,data:data8};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema33.type,parentSchema:schema33,data};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema42 = {"title":"Placement","type":"object","description":"where in a cluster: cluster, the engine's object, and the file that says its version","required":["cluster"],"additionalProperties":false,"properties":{"cluster":{"$ref":"#/$defs/clusterName"},"application":{"$ref":"#/$defs/kubernetesName"},"applicationset":{"$ref":"#/$defs/kubernetesName"},"application_namespace":{"$ref":"#/$defs/kubernetesName"},"helmrelease":{"$ref":"#/$defs/namespacedName"},"kustomization":{"$ref":"#/$defs/namespacedName"},"ocirepository":{"$ref":"#/$defs/namespacedName"},"namespace":{"$ref":"#/$defs/kubernetesName"},"preview_namespace":{"type":"string","pattern":"^(?=.{9,48}$)[a-z][a-z0-9-]*\\{branch\\}(?:[a-z0-9-]*[a-z0-9])?$","description":"the namespace of a branch's preview, such as my-app-{branch}: it begins with a letter and has at most 48 characters"},"repository":{"$ref":"db.schema.json#/$defs/namedRepository"},"branch":{"type":"string","pattern":"^[^\\s\\x00-\\x20\\x7f]{1,250}$","description":"a branch's name"},"file":{"$ref":"#/$defs/filePath"},"field":{"$ref":"#/$defs/fieldPath"},"digest_field":{"$ref":"#/$defs/fieldPath"},"chart":{"$ref":"db.schema.json#/$defs/ociAddress"},"soak":{"$ref":"#/$defs/duration"},"timeout":{"$ref":"#/$defs/duration"},"undeploy":{"$ref":"#/$defs/undeploy"}}};
const schema47 = {"type":"string","pattern":"^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$","description":"namespace/name, such as apps/my-app"};
const schema113 = {"type":"string","pattern":"^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$","description":"owner/name"};
const schema114 = {"type":"string","pattern":"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$","description":"a file's path in its repository, such as apps/my-app/prod/values.yaml"};
const schema115 = {"type":"string","pattern":"^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$","description":"a field, such as image.tag or containers[0].image"};
const schema90 = {"type":"string","pattern":"^oci://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[a-z0-9._/-]+$","description":"an address of a registry, such as oci://ghcr.io/acme/charts/my-app"};
const schema118 = {"type":"string","pattern":"^[1-9][0-9]{0,5}(?:s|m|h)$","description":"a length of time, such as 60s, 15m or 2h"};
const pattern17 = new RegExp("^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$", "u");
const pattern21 = new RegExp("^(?=.{9,48}$)[a-z][a-z0-9-]*\\{branch\\}(?:[a-z0-9-]*[a-z0-9])?$", "u");
const pattern67 = new RegExp("^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$", "u");
const pattern68 = new RegExp("^[^\\s\\x00-\\x20\\x7f]{1,250}$", "u");
const pattern32 = new RegExp("^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$", "u");
const pattern70 = new RegExp("^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$", "u");
const pattern47 = new RegExp("^oci://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[a-z0-9._/-]+$", "u");
const pattern73 = new RegExp("^[1-9][0-9]{0,5}(?:s|m|h)$", "u");
const schema120 = {"title":"UndeployEdit","type":"object","description":"the edit that undeploys: field and value, or remove with the file's path","additionalProperties":false,"properties":{"field":{"$ref":"#/$defs/fieldPath"},"value":{"type":["string","number","boolean"],"description":"a text, a number, true or false"},"remove":{"$ref":"#/$defs/filePath"}}};

function validate49(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate49.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "field") || (key0 === "value")) || (key0 === "remove"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema120,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.field !== undefined){
let data0 = data.field;
if(typeof data0 === "string"){
if(!pattern70.test(data0)){
const err1 = {instancePath:instancePath+"/field",schemaPath:"#/$defs/fieldPath/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$"},message:"must match pattern \""+"^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$"+"\"",schema:"^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$",parentSchema:schema115,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/field",schemaPath:"#/$defs/fieldPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema115.type,parentSchema:schema115,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.value !== undefined){
let data1 = data.value;
if(((typeof data1 !== "string") && (!((typeof data1 == "number") && (isFinite(data1))))) && (typeof data1 !== "boolean")){
const err3 = {instancePath:instancePath+"/value",schemaPath:"#/properties/value/type",keyword:"type",params:{type: schema120.properties.value.type},message:"must be string,number,boolean",schema:schema120.properties.value.type,parentSchema:schema120.properties.value,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.remove !== undefined){
let data2 = data.remove;
if(typeof data2 === "string"){
if(!pattern32.test(data2)){
const err4 = {instancePath:instancePath+"/remove",schemaPath:"#/$defs/filePath/pattern",keyword:"pattern",params:{pattern: "^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$"},message:"must match pattern \""+"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$"+"\"",schema:"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$",parentSchema:schema114,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/remove",schemaPath:"#/$defs/filePath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema114.type,parentSchema:schema114,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema120.type,parentSchema:schema120,data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate49.errors = vErrors;
return errors === 0;
}
validate49.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.cluster === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cluster"},message:"must have required property '"+"cluster"+"'",schema:schema42.required,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema42.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.cluster !== undefined){
let data0 = data.cluster;
if(typeof data0 === "string"){
if(!pattern4.test(data0)){
const err2 = {instancePath:instancePath+"/cluster",schemaPath:"#/$defs/clusterName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema32,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/cluster",schemaPath:"#/$defs/clusterName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.type,parentSchema:schema32,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.application !== undefined){
let data1 = data.application;
if(typeof data1 === "string"){
if(!pattern7.test(data1)){
const err4 = {instancePath:instancePath+"/application",schemaPath:"#/$defs/kubernetesName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"+"\"",schema:"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$",parentSchema:schema36,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/application",schemaPath:"#/$defs/kubernetesName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.type,parentSchema:schema36,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.applicationset !== undefined){
let data2 = data.applicationset;
if(typeof data2 === "string"){
if(!pattern7.test(data2)){
const err6 = {instancePath:instancePath+"/applicationset",schemaPath:"#/$defs/kubernetesName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"+"\"",schema:"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$",parentSchema:schema36,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/applicationset",schemaPath:"#/$defs/kubernetesName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.type,parentSchema:schema36,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.application_namespace !== undefined){
let data3 = data.application_namespace;
if(typeof data3 === "string"){
if(!pattern7.test(data3)){
const err8 = {instancePath:instancePath+"/application_namespace",schemaPath:"#/$defs/kubernetesName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"+"\"",schema:"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$",parentSchema:schema36,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/application_namespace",schemaPath:"#/$defs/kubernetesName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.type,parentSchema:schema36,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.helmrelease !== undefined){
let data4 = data.helmrelease;
if(typeof data4 === "string"){
if(!pattern17.test(data4)){
const err10 = {instancePath:instancePath+"/helmrelease",schemaPath:"#/$defs/namespacedName/pattern",keyword:"pattern",params:{pattern: "^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"+"\"",schema:"^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$",parentSchema:schema47,data:data4};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/helmrelease",schemaPath:"#/$defs/namespacedName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema47.type,parentSchema:schema47,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.kustomization !== undefined){
let data5 = data.kustomization;
if(typeof data5 === "string"){
if(!pattern17.test(data5)){
const err12 = {instancePath:instancePath+"/kustomization",schemaPath:"#/$defs/namespacedName/pattern",keyword:"pattern",params:{pattern: "^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"+"\"",schema:"^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$",parentSchema:schema47,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/kustomization",schemaPath:"#/$defs/namespacedName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema47.type,parentSchema:schema47,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.ocirepository !== undefined){
let data6 = data.ocirepository;
if(typeof data6 === "string"){
if(!pattern17.test(data6)){
const err14 = {instancePath:instancePath+"/ocirepository",schemaPath:"#/$defs/namespacedName/pattern",keyword:"pattern",params:{pattern: "^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"+"\"",schema:"^(?=[^/]{1,63}/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$",parentSchema:schema47,data:data6};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/ocirepository",schemaPath:"#/$defs/namespacedName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema47.type,parentSchema:schema47,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.namespace !== undefined){
let data7 = data.namespace;
if(typeof data7 === "string"){
if(!pattern7.test(data7)){
const err16 = {instancePath:instancePath+"/namespace",schemaPath:"#/$defs/kubernetesName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$"+"\"",schema:"^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$",parentSchema:schema36,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/namespace",schemaPath:"#/$defs/kubernetesName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema36.type,parentSchema:schema36,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.preview_namespace !== undefined){
let data8 = data.preview_namespace;
if(typeof data8 === "string"){
if(!pattern21.test(data8)){
const err18 = {instancePath:instancePath+"/preview_namespace",schemaPath:"#/properties/preview_namespace/pattern",keyword:"pattern",params:{pattern: "^(?=.{9,48}$)[a-z][a-z0-9-]*\\{branch\\}(?:[a-z0-9-]*[a-z0-9])?$"},message:"must match pattern \""+"^(?=.{9,48}$)[a-z][a-z0-9-]*\\{branch\\}(?:[a-z0-9-]*[a-z0-9])?$"+"\"",schema:"^(?=.{9,48}$)[a-z][a-z0-9-]*\\{branch\\}(?:[a-z0-9-]*[a-z0-9])?$",parentSchema:schema42.properties.preview_namespace,data:data8};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/preview_namespace",schemaPath:"#/properties/preview_namespace/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42.properties.preview_namespace.type,parentSchema:schema42.properties.preview_namespace,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.repository !== undefined){
let data9 = data.repository;
if(typeof data9 === "string"){
if(!pattern67.test(data9)){
const err20 = {instancePath:instancePath+"/repository",schemaPath:"db.schema.json#/$defs/namedRepository/pattern",keyword:"pattern",params:{pattern: "^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"},message:"must match pattern \""+"^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"+"\"",schema:"^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$",parentSchema:schema113,data:data9};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/repository",schemaPath:"db.schema.json#/$defs/namedRepository/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema113.type,parentSchema:schema113,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.branch !== undefined){
let data10 = data.branch;
if(typeof data10 === "string"){
if(!pattern68.test(data10)){
const err22 = {instancePath:instancePath+"/branch",schemaPath:"#/properties/branch/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\x00-\\x20\\x7f]{1,250}$"},message:"must match pattern \""+"^[^\\s\\x00-\\x20\\x7f]{1,250}$"+"\"",schema:"^[^\\s\\x00-\\x20\\x7f]{1,250}$",parentSchema:schema42.properties.branch,data:data10};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/branch",schemaPath:"#/properties/branch/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42.properties.branch.type,parentSchema:schema42.properties.branch,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.file !== undefined){
let data11 = data.file;
if(typeof data11 === "string"){
if(!pattern32.test(data11)){
const err24 = {instancePath:instancePath+"/file",schemaPath:"#/$defs/filePath/pattern",keyword:"pattern",params:{pattern: "^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$"},message:"must match pattern \""+"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$"+"\"",schema:"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))(?!.*//)[^\\x00-\\x1f\\x7f\\\\]{1,500}$",parentSchema:schema114,data:data11};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/file",schemaPath:"#/$defs/filePath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema114.type,parentSchema:schema114,data:data11};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.field !== undefined){
let data12 = data.field;
if(typeof data12 === "string"){
if(!pattern70.test(data12)){
const err26 = {instancePath:instancePath+"/field",schemaPath:"#/$defs/fieldPath/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$"},message:"must match pattern \""+"^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$"+"\"",schema:"^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$",parentSchema:schema115,data:data12};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
else {
const err27 = {instancePath:instancePath+"/field",schemaPath:"#/$defs/fieldPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema115.type,parentSchema:schema115,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data.digest_field !== undefined){
let data13 = data.digest_field;
if(typeof data13 === "string"){
if(!pattern70.test(data13)){
const err28 = {instancePath:instancePath+"/digest_field",schemaPath:"#/$defs/fieldPath/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$"},message:"must match pattern \""+"^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$"+"\"",schema:"^[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+|\\[[0-9]{1,4}\\])*$",parentSchema:schema115,data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/digest_field",schemaPath:"#/$defs/fieldPath/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema115.type,parentSchema:schema115,data:data13};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.chart !== undefined){
let data14 = data.chart;
if(typeof data14 === "string"){
if(!pattern47.test(data14)){
const err30 = {instancePath:instancePath+"/chart",schemaPath:"db.schema.json#/$defs/ociAddress/pattern",keyword:"pattern",params:{pattern: "^oci://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[a-z0-9._/-]+$"},message:"must match pattern \""+"^oci://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[a-z0-9._/-]+$"+"\"",schema:"^oci://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[a-z0-9._/-]+$",parentSchema:schema90,data:data14};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/chart",schemaPath:"db.schema.json#/$defs/ociAddress/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema90.type,parentSchema:schema90,data:data14};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data.soak !== undefined){
let data15 = data.soak;
if(typeof data15 === "string"){
if(!pattern73.test(data15)){
const err32 = {instancePath:instancePath+"/soak",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}(?:s|m|h)$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}(?:s|m|h)$"+"\"",schema:"^[1-9][0-9]{0,5}(?:s|m|h)$",parentSchema:schema118,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/soak",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema118.type,parentSchema:schema118,data:data15};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data.timeout !== undefined){
let data16 = data.timeout;
if(typeof data16 === "string"){
if(!pattern73.test(data16)){
const err34 = {instancePath:instancePath+"/timeout",schemaPath:"#/$defs/duration/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}(?:s|m|h)$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}(?:s|m|h)$"+"\"",schema:"^[1-9][0-9]{0,5}(?:s|m|h)$",parentSchema:schema118,data:data16};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
else {
const err35 = {instancePath:instancePath+"/timeout",schemaPath:"#/$defs/duration/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema118.type,parentSchema:schema118,data:data16};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.undeploy !== undefined){
if(!(validate49(data.undeploy, {instancePath:instancePath+"/undeploy",parentData:data,parentDataProperty:"undeploy",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate49.errors : vErrors.concat(validate49.errors);
errors = vErrors.length;
}
}
}
else {
const err36 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema42.type,parentSchema:schema42,data};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema138 = {"title":"ConfigHome","type":"object","description":"where a config's file is: repository","required":["repository"],"additionalProperties":false,"properties":{"repository":{"$ref":"db.schema.json#/$defs/namedRepository"}}};

function validate57(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate57.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.repository === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "repository"},message:"must have required property '"+"repository"+"'",schema:schema138.required,parentSchema:schema138,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "repository")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema138,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.repository !== undefined){
let data0 = data.repository;
if(typeof data0 === "string"){
if(!pattern67.test(data0)){
const err2 = {instancePath:instancePath+"/repository",schemaPath:"db.schema.json#/$defs/namedRepository/pattern",keyword:"pattern",params:{pattern: "^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"},message:"must match pattern \""+"^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"+"\"",schema:"^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$",parentSchema:schema113,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/repository",schemaPath:"db.schema.json#/$defs/namedRepository/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema113.type,parentSchema:schema113,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema138.type,parentSchema:schema138,data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate57.errors = vErrors;
return errors === 0;
}
validate57.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema143 = {"title":"People","type":"object","description":"who may deploy: teams, permission, approvals, slack_channels and workflows","additionalProperties":false,"properties":{"teams":{"type":"array","minItems":1,"description":"a list of one or more teams of GitHub, of which one is enough","items":{"$ref":"#/$defs/githubTeam"}},"permission":{"enum":["read","triage","write","maintain","admin"],"description":"read, triage, write (the default), maintain or admin"},"approvals":{"type":"integer","minimum":0,"maximum":10,"description":"a whole number from 0 (the default) to 10"},"slack_channels":{"type":"array","minItems":1,"description":"a list of one or more ids of Slack channels","items":{"$ref":"#/$defs/slackChannel"}},"workflows":{"type":"array","minItems":1,"description":"a list of one or more workflows that may ask without a person","items":{"$ref":"#/$defs/workflowRef"}}}};
const schema144 = {"type":"string","pattern":"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$","description":"a team of GitHub, such as acme/release"};
const schema145 = {"type":"string","pattern":"^[CG][A-Z0-9]{5,20}$","description":"the id of a Slack channel, such as C012AB3CD (in the channel's details, below), not its name"};
const schema146 = {"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_-]{0,98}/[A-Za-z0-9._-]{1,100}/[.]github/workflows/[A-Za-z0-9._-]{1,200}[.]ya?ml@refs/(?:heads|tags)/[^\\s\\x00-\\x20\\x7f]{1,250}$","description":"a workflow's file at a branch or a tag, such as acme/my-app/.github/workflows/deploy.yml@refs/heads/main"};
const pattern26 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$", "u");
const pattern94 = new RegExp("^[CG][A-Z0-9]{5,20}$", "u");
const pattern95 = new RegExp("^[A-Za-z0-9][A-Za-z0-9_-]{0,98}/[A-Za-z0-9._-]{1,100}/[.]github/workflows/[A-Za-z0-9._-]{1,200}[.]ya?ml@refs/(?:heads|tags)/[^\\s\\x00-\\x20\\x7f]{1,250}$", "u");

function validate59(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate59.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((key0 === "teams") || (key0 === "permission")) || (key0 === "approvals")) || (key0 === "slack_channels")) || (key0 === "workflows"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema143,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.teams !== undefined){
let data0 = data.teams;
if(Array.isArray(data0)){
if(data0.length < 1){
const err1 = {instancePath:instancePath+"/teams",schemaPath:"#/properties/teams/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema143.properties.teams,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!pattern26.test(data1)){
const err2 = {instancePath:instancePath+"/teams/" + i0,schemaPath:"#/$defs/githubTeam/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$",parentSchema:schema144,data:data1};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/teams/" + i0,schemaPath:"#/$defs/githubTeam/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema144.type,parentSchema:schema144,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath:instancePath+"/teams",schemaPath:"#/properties/teams/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema143.properties.teams.type,parentSchema:schema143.properties.teams,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.permission !== undefined){
let data2 = data.permission;
if(!(((((data2 === "read") || (data2 === "triage")) || (data2 === "write")) || (data2 === "maintain")) || (data2 === "admin"))){
const err5 = {instancePath:instancePath+"/permission",schemaPath:"#/properties/permission/enum",keyword:"enum",params:{allowedValues: schema143.properties.permission.enum},message:"must be equal to one of the allowed values",schema:schema143.properties.permission.enum,parentSchema:schema143.properties.permission,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.approvals !== undefined){
let data3 = data.approvals;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
const err6 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema143.properties.approvals.type,parentSchema:schema143.properties.approvals,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 > 10 || isNaN(data3)){
const err7 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10},message:"must be <= 10",schema:10,parentSchema:schema143.properties.approvals,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data3 < 0 || isNaN(data3)){
const err8 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema143.properties.approvals,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
if(data.slack_channels !== undefined){
let data4 = data.slack_channels;
if(Array.isArray(data4)){
if(data4.length < 1){
const err9 = {instancePath:instancePath+"/slack_channels",schemaPath:"#/properties/slack_channels/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema143.properties.slack_channels,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const len1 = data4.length;
for(let i1=0; i1<len1; i1++){
let data5 = data4[i1];
if(typeof data5 === "string"){
if(!pattern94.test(data5)){
const err10 = {instancePath:instancePath+"/slack_channels/" + i1,schemaPath:"#/$defs/slackChannel/pattern",keyword:"pattern",params:{pattern: "^[CG][A-Z0-9]{5,20}$"},message:"must match pattern \""+"^[CG][A-Z0-9]{5,20}$"+"\"",schema:"^[CG][A-Z0-9]{5,20}$",parentSchema:schema145,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/slack_channels/" + i1,schemaPath:"#/$defs/slackChannel/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema145.type,parentSchema:schema145,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/slack_channels",schemaPath:"#/properties/slack_channels/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema143.properties.slack_channels.type,parentSchema:schema143.properties.slack_channels,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.workflows !== undefined){
let data6 = data.workflows;
if(Array.isArray(data6)){
if(data6.length < 1){
const err13 = {instancePath:instancePath+"/workflows",schemaPath:"#/properties/workflows/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema143.properties.workflows,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
const len2 = data6.length;
for(let i2=0; i2<len2; i2++){
let data7 = data6[i2];
if(typeof data7 === "string"){
if(!pattern95.test(data7)){
const err14 = {instancePath:instancePath+"/workflows/" + i2,schemaPath:"#/$defs/workflowRef/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{0,98}/[A-Za-z0-9._-]{1,100}/[.]github/workflows/[A-Za-z0-9._-]{1,200}[.]ya?ml@refs/(?:heads|tags)/[^\\s\\x00-\\x20\\x7f]{1,250}$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9_-]{0,98}/[A-Za-z0-9._-]{1,100}/[.]github/workflows/[A-Za-z0-9._-]{1,200}[.]ya?ml@refs/(?:heads|tags)/[^\\s\\x00-\\x20\\x7f]{1,250}$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9_-]{0,98}/[A-Za-z0-9._-]{1,100}/[.]github/workflows/[A-Za-z0-9._-]{1,200}[.]ya?ml@refs/(?:heads|tags)/[^\\s\\x00-\\x20\\x7f]{1,250}$",parentSchema:schema146,data:data7};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/workflows/" + i2,schemaPath:"#/$defs/workflowRef/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema146.type,parentSchema:schema146,data:data7};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/workflows",schemaPath:"#/properties/workflows/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema143.properties.workflows.type,parentSchema:schema143.properties.workflows,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema143.type,parentSchema:schema143,data};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
validate59.errors = vErrors;
return errors === 0;
}
validate59.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema148 = {"title":"Team","type":"object","description":"a team: perhaps github and slack_channel","additionalProperties":false,"properties":{"github":{"$ref":"#/$defs/githubTeam"},"slack_channel":{"$ref":"#/$defs/slackChannel"}}};

function validate61(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate61.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((key0 === "github") || (key0 === "slack_channel"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema148,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.github !== undefined){
let data0 = data.github;
if(typeof data0 === "string"){
if(!pattern26.test(data0)){
const err1 = {instancePath:instancePath+"/github",schemaPath:"#/$defs/githubTeam/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"},message:"must match pattern \""+"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"+"\"",schema:"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$",parentSchema:schema144,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/github",schemaPath:"#/$defs/githubTeam/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema144.type,parentSchema:schema144,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.slack_channel !== undefined){
let data1 = data.slack_channel;
if(typeof data1 === "string"){
if(!pattern94.test(data1)){
const err3 = {instancePath:instancePath+"/slack_channel",schemaPath:"#/$defs/slackChannel/pattern",keyword:"pattern",params:{pattern: "^[CG][A-Z0-9]{5,20}$"},message:"must match pattern \""+"^[CG][A-Z0-9]{5,20}$"+"\"",schema:"^[CG][A-Z0-9]{5,20}$",parentSchema:schema145,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/slack_channel",schemaPath:"#/$defs/slackChannel/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema145.type,parentSchema:schema145,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema148.type,parentSchema:schema148,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate61.errors = vErrors;
return errors === 0;
}
validate61.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "version"},message:"must have required property '"+"version"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.clusters === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "clusters"},message:"must have required property '"+"clusters"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.targets === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "targets"},message:"must have required property '"+"targets"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema31.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.$schema !== undefined){
let data0 = data.$schema;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/$schema",schemaPath:"#/properties/%24schema/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.$schema.type,parentSchema:schema31.properties.$schema,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.version !== undefined){
let data1 = data.version;
if(1 !== data1){
const err5 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/const",keyword:"const",params:{allowedValue: 1},message:"must be equal to constant",schema:1,parentSchema:schema31.properties.version,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.clusters !== undefined){
let data2 = data.clusters;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key1 in data2){
const _errs7 = errors;
if(typeof key1 === "string"){
if(!pattern4.test(key1)){
const err6 = {instancePath:instancePath+"/clusters",schemaPath:"#/$defs/clusterName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema32,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/clusters",schemaPath:"#/$defs/clusterName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32.type,parentSchema:schema32,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var valid1 = _errs7 === errors;
if(!valid1){
const err8 = {instancePath:instancePath+"/clusters",schemaPath:"#/properties/clusters/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid",schema:schema31.properties.clusters.propertyNames,parentSchema:schema31.properties.clusters,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
for(const key2 in data2){
if(!(validate21(data2[key2], {instancePath:instancePath+"/clusters/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data2,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
}
else {
const err9 = {instancePath:instancePath+"/clusters",schemaPath:"#/properties/clusters/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.clusters.type,parentSchema:schema31.properties.clusters,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.targets !== undefined){
let data4 = data.targets;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key3 in data4){
const _errs14 = errors;
if(typeof key3 === "string"){
if(!pattern12.test(key3)){
const err10 = {instancePath:instancePath+"/targets",schemaPath:"#/$defs/targetKey/pattern",keyword:"pattern",params:{pattern: "^(?=[^/]{1,128}/)[a-z0-9]+(?:[._-]+[a-z0-9]+)*/(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=[^/]{1,128}/)[a-z0-9]+(?:[._-]+[a-z0-9]+)*/(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=[^/]{1,128}/)[a-z0-9]+(?:[._-]+[a-z0-9]+)*/(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema41,data:key3,propertyName:key3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/targets",schemaPath:"#/$defs/targetKey/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema41.type,parentSchema:schema41,data:key3,propertyName:key3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var valid4 = _errs14 === errors;
if(!valid4){
const err12 = {instancePath:instancePath+"/targets",schemaPath:"#/properties/targets/propertyNames",keyword:"propertyNames",params:{propertyName: key3},message:"property name must be valid",schema:schema31.properties.targets.propertyNames,parentSchema:schema31.properties.targets,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
for(const key4 in data4){
let data5 = data4[key4];
if(Array.isArray(data5)){
if(data5.length < 1){
const err13 = {instancePath:instancePath+"/targets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/targets/additionalProperties/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31.properties.targets.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(!(validate23(data5[i0], {instancePath:instancePath+"/targets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1")+"/" + i0,parentData:data5,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
}
}
else {
const err14 = {instancePath:instancePath+"/targets/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/targets/additionalProperties/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.targets.additionalProperties.type,parentSchema:schema31.properties.targets.additionalProperties,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/targets",schemaPath:"#/properties/targets/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.targets.type,parentSchema:schema31.properties.targets,data:data4};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.configs !== undefined){
let data7 = data.configs;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key5 in data7){
const _errs23 = errors;
if(typeof key5 === "string"){
if(!pattern22.test(key5)){
const err16 = {instancePath:instancePath+"/configs",schemaPath:"deploy-config.schema.json#/$defs/configName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema124,data:key5,propertyName:key5};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/configs",schemaPath:"deploy-config.schema.json#/$defs/configName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema124.type,parentSchema:schema124,data:key5,propertyName:key5};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
var valid9 = _errs23 === errors;
if(!valid9){
const err18 = {instancePath:instancePath+"/configs",schemaPath:"#/properties/configs/propertyNames",keyword:"propertyNames",params:{propertyName: key5},message:"property name must be valid",schema:schema31.properties.configs.propertyNames,parentSchema:schema31.properties.configs,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
for(const key6 in data7){
if(!(validate57(data7[key6], {instancePath:instancePath+"/configs/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data7,parentDataProperty:key6,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate57.errors : vErrors.concat(validate57.errors);
errors = vErrors.length;
}
}
}
else {
const err19 = {instancePath:instancePath+"/configs",schemaPath:"#/properties/configs/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.configs.type,parentSchema:schema31.properties.configs,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.channels !== undefined){
let data9 = data.channels;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key7 in data9){
const _errs30 = errors;
if(typeof key7 === "string"){
if(!pattern4.test(key7)){
const err20 = {instancePath:instancePath+"/channels",schemaPath:"db.schema.json#/$defs/channel/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema54,data:key7,propertyName:key7};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/channels",schemaPath:"db.schema.json#/$defs/channel/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema54.type,parentSchema:schema54,data:key7,propertyName:key7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
var valid12 = _errs30 === errors;
if(!valid12){
const err22 = {instancePath:instancePath+"/channels",schemaPath:"#/properties/channels/propertyNames",keyword:"propertyNames",params:{propertyName: key7},message:"property name must be valid",schema:schema31.properties.channels.propertyNames,parentSchema:schema31.properties.channels,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
for(const key8 in data9){
let data10 = data9[key8];
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
for(const key9 in data10){
if(!((key9 === "protected") || (key9 === "prereleases"))){
const err23 = {instancePath:instancePath+"/channels/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/channelSettings/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties",schema:false,parentSchema:schema141,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data10.protected !== undefined){
let data11 = data10.protected;
if(typeof data11 !== "boolean"){
const err24 = {instancePath:instancePath+"/channels/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/protected",schemaPath:"#/$defs/channelSettings/properties/protected/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema141.properties.protected.type,parentSchema:schema141.properties.protected,data:data11};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data10.prereleases !== undefined){
let data12 = data10.prereleases;
if(typeof data12 !== "boolean"){
const err25 = {instancePath:instancePath+"/channels/" + key8.replace(/~/g, "~0").replace(/\//g, "~1")+"/prereleases",schemaPath:"#/$defs/channelSettings/properties/prereleases/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema141.properties.prereleases.type,parentSchema:schema141.properties.prereleases,data:data12};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath:instancePath+"/channels/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/channelSettings/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema141.type,parentSchema:schema141,data:data10};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/channels",schemaPath:"#/properties/channels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.channels.type,parentSchema:schema31.properties.channels,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data.people !== undefined){
let data13 = data.people;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key10 in data13){
const _errs44 = errors;
if(typeof key10 === "string"){
if(!pattern4.test(key10)){
const err28 = {instancePath:instancePath+"/people",schemaPath:"db.schema.json#/$defs/channel/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema54,data:key10,propertyName:key10};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/people",schemaPath:"db.schema.json#/$defs/channel/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema54.type,parentSchema:schema54,data:key10,propertyName:key10};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
var valid17 = _errs44 === errors;
if(!valid17){
const err30 = {instancePath:instancePath+"/people",schemaPath:"#/properties/people/propertyNames",keyword:"propertyNames",params:{propertyName: key10},message:"property name must be valid",schema:schema31.properties.people.propertyNames,parentSchema:schema31.properties.people,data:data13};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
for(const key11 in data13){
if(!(validate59(data13[key11], {instancePath:instancePath+"/people/" + key11.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data13,parentDataProperty:key11,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate59.errors : vErrors.concat(validate59.errors);
errors = vErrors.length;
}
}
}
else {
const err31 = {instancePath:instancePath+"/people",schemaPath:"#/properties/people/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.people.type,parentSchema:schema31.properties.people,data:data13};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data.teams !== undefined){
let data15 = data.teams;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key12 in data15){
const _errs51 = errors;
if(typeof key12 === "string"){
if(!pattern4.test(key12)){
const err32 = {instancePath:instancePath+"/teams",schemaPath:"#/$defs/teamName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema125,data:key12,propertyName:key12};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/teams",schemaPath:"#/$defs/teamName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema125.type,parentSchema:schema125,data:key12,propertyName:key12};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
var valid20 = _errs51 === errors;
if(!valid20){
const err34 = {instancePath:instancePath+"/teams",schemaPath:"#/properties/teams/propertyNames",keyword:"propertyNames",params:{propertyName: key12},message:"property name must be valid",schema:schema31.properties.teams.propertyNames,parentSchema:schema31.properties.teams,data:data15};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
for(const key13 in data15){
if(!(validate61(data15[key13], {instancePath:instancePath+"/teams/" + key13.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data15,parentDataProperty:key13,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
}
}
else {
const err35 = {instancePath:instancePath+"/teams",schemaPath:"#/properties/teams/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.teams.type,parentSchema:schema31.properties.teams,data:data15};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.slack !== undefined){
let data17 = data.slack;
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
for(const key14 in data17){
if(!(key14 === "workspace")){
const err36 = {instancePath:instancePath+"/slack",schemaPath:"#/$defs/slackSettings/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key14},message:"must NOT have additional properties",schema:false,parentSchema:schema151,data:data17};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data17.workspace !== undefined){
let data18 = data17.workspace;
if(typeof data18 === "string"){
if(!pattern99.test(data18)){
const err37 = {instancePath:instancePath+"/slack/workspace",schemaPath:"#/$defs/slackSettings/properties/workspace/pattern",keyword:"pattern",params:{pattern: "^[TE][A-Z0-9]{5,20}$"},message:"must match pattern \""+"^[TE][A-Z0-9]{5,20}$"+"\"",schema:"^[TE][A-Z0-9]{5,20}$",parentSchema:schema151.properties.workspace,data:data18};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/slack/workspace",schemaPath:"#/$defs/slackSettings/properties/workspace/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema151.properties.workspace.type,parentSchema:schema151.properties.workspace,data:data18};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/slack",schemaPath:"#/$defs/slackSettings/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema151.type,parentSchema:schema151,data:data17};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data.forward !== undefined){
let data19 = data.forward;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
for(const key15 in data19){
if(!(key15 === "people")){
const err40 = {instancePath:instancePath+"/forward",schemaPath:"#/$defs/forwardSettings/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key15},message:"must NOT have additional properties",schema:false,parentSchema:schema152,data:data19};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data19.people !== undefined){
let data20 = data19.people;
if(typeof data20 !== "boolean"){
const err41 = {instancePath:instancePath+"/forward/people",schemaPath:"#/$defs/forwardSettings/properties/people/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema152.properties.people.type,parentSchema:schema152.properties.people,data:data20};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
else {
const err42 = {instancePath:instancePath+"/forward",schemaPath:"#/$defs/forwardSettings/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema152.type,parentSchema:schema152,data:data19};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
else {
const err43 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateDeployConfig = validate52;
const schema123 = {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"DeployConfig","description":"a deploy config: what is deployed, and from where","type":"object","required":["version","name","channels"],"additionalProperties":false,"properties":{"$schema":{"type":"string"},"version":{"const":1,"description":"1"},"name":{"$ref":"#/$defs/configName"},"team":{"$ref":"server.schema.json#/$defs/teamName"},"artifact":{"$ref":"#/$defs/artifactRules"},"channels":{"type":"object","description":"a map from 1 to 50 channels to their rules","minProperties":1,"maxProperties":50,"propertyNames":{"$ref":"db.schema.json#/$defs/channel"},"additionalProperties":{"$ref":"#/$defs/channelRules"}},"paths":{"type":"array","minItems":1,"maxItems":50,"description":"a list of 1 to 50 path patterns, besides the config itself","items":{"$ref":"#/$defs/pathPattern"}},"drift":{"enum":["show","mend"],"description":"show (the default) or mend: what the engine kubernetes does with what was changed by hand"},"specs":{"type":"array","minItems":1,"maxItems":50,"description":"a list of 1 to 50 path patterns of manifests, for the engine kubernetes","items":{"$ref":"#/$defs/pathPattern"}}},"$defs":{"configName":{"type":"string","pattern":"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"a config's name: lower-case letters and digits, with . _ - between them, at most 128 characters"},"pathPattern":{"type":"string","pattern":"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$","description":"a path pattern in the repository, such as k8s/*.yaml"},"imageTemplate":{"type":"string","pattern":"^[^\\s\\x00-\\x20\\x7f@]{1,500}$","description":"an image, such as ghcr.io/acme/my-app:{branch}-{short-sha}"},"artifactRules":{"title":"ArtifactRules","type":"object","description":"an artifact: repository, container, image and perhaps build","required":["repository","container","image"],"additionalProperties":false,"properties":{"repository":{"$ref":"db.schema.json#/$defs/namedRepository"},"container":{"$ref":"db.schema.json#/$defs/container"},"image":{"$ref":"#/$defs/imageTemplate"},"build":{"$ref":"#/$defs/buildSource"}}},"buildSource":{"title":"BuildSource","type":"object","description":"which result counts as the build's: workflow, check or status","additionalProperties":false,"properties":{"workflow":{"type":"string","pattern":"^[^\\s/\\x00-\\x20\\x7f]{1,200}[.]ya?ml$","description":"the file name of a workflow, such as build.yml"},"check":{"$ref":"#/$defs/contextName"},"status":{"$ref":"#/$defs/contextName"}}},"contextName":{"type":"string","pattern":"^[^\\x00-\\x1f\\x7f]{1,255}$","description":"the name of a check or of a status"},"channelRules":{"title":"ChannelRules","type":"object","description":"a channel's rules: perhaps track, autodeploy, initial and previews","additionalProperties":false,"properties":{"track":{"type":"string","pattern":"^[^\\s\\x00-\\x20\\x7f~^:?*\\[\\\\]{1,250}$","description":"a branch's name"},"autodeploy":{"type":"array","minItems":1,"description":"a list of what deploys by itself: build, config or both","items":{"enum":["build","config"],"description":"build or config"}},"initial":{"enum":["auto"],"description":"auto, or left out"},"previews":{"type":"boolean","description":"true or false (the default)"}}}}};
const schema134 = {"title":"ChannelRules","type":"object","description":"a channel's rules: perhaps track, autodeploy, initial and previews","additionalProperties":false,"properties":{"track":{"type":"string","pattern":"^[^\\s\\x00-\\x20\\x7f~^:?*\\[\\\\]{1,250}$","description":"a branch's name"},"autodeploy":{"type":"array","minItems":1,"description":"a list of what deploys by itself: build, config or both","items":{"enum":["build","config"],"description":"build or config"}},"initial":{"enum":["auto"],"description":"auto, or left out"},"previews":{"type":"boolean","description":"true or false (the default)"}}};
const schema135 = {"type":"string","pattern":"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$","description":"a path pattern in the repository, such as k8s/*.yaml"};
const pattern86 = new RegExp("^[^\\s\\x00-\\x20\\x7f~^:?*\\[\\\\]{1,250}$", "u");
const pattern87 = new RegExp("^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$", "u");
const schema126 = {"title":"ArtifactRules","type":"object","description":"an artifact: repository, container, image and perhaps build","required":["repository","container","image"],"additionalProperties":false,"properties":{"repository":{"$ref":"db.schema.json#/$defs/namedRepository"},"container":{"$ref":"db.schema.json#/$defs/container"},"image":{"$ref":"#/$defs/imageTemplate"},"build":{"$ref":"#/$defs/buildSource"}}};
const schema53 = {"type":"string","pattern":"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$","description":"lower-case letters and digits, with . _ - between them, at most 128 characters"};
const schema129 = {"type":"string","pattern":"^[^\\s\\x00-\\x20\\x7f@]{1,500}$","description":"an image, such as ghcr.io/acme/my-app:{branch}-{short-sha}"};
const pattern81 = new RegExp("^[^\\s\\x00-\\x20\\x7f@]{1,500}$", "u");
const schema130 = {"title":"BuildSource","type":"object","description":"which result counts as the build's: workflow, check or status","additionalProperties":false,"properties":{"workflow":{"type":"string","pattern":"^[^\\s/\\x00-\\x20\\x7f]{1,200}[.]ya?ml$","description":"the file name of a workflow, such as build.yml"},"check":{"$ref":"#/$defs/contextName"},"status":{"$ref":"#/$defs/contextName"}}};
const schema131 = {"type":"string","pattern":"^[^\\x00-\\x1f\\x7f]{1,255}$","description":"the name of a check or of a status"};
const pattern82 = new RegExp("^[^\\s/\\x00-\\x20\\x7f]{1,200}[.]ya?ml$", "u");
const pattern83 = new RegExp("^[^\\x00-\\x1f\\x7f]{1,255}$", "u");

function validate54(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate54.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "workflow") || (key0 === "check")) || (key0 === "status"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema130,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.workflow !== undefined){
let data0 = data.workflow;
if(typeof data0 === "string"){
if(!pattern82.test(data0)){
const err1 = {instancePath:instancePath+"/workflow",schemaPath:"#/properties/workflow/pattern",keyword:"pattern",params:{pattern: "^[^\\s/\\x00-\\x20\\x7f]{1,200}[.]ya?ml$"},message:"must match pattern \""+"^[^\\s/\\x00-\\x20\\x7f]{1,200}[.]ya?ml$"+"\"",schema:"^[^\\s/\\x00-\\x20\\x7f]{1,200}[.]ya?ml$",parentSchema:schema130.properties.workflow,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/workflow",schemaPath:"#/properties/workflow/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema130.properties.workflow.type,parentSchema:schema130.properties.workflow,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.check !== undefined){
let data1 = data.check;
if(typeof data1 === "string"){
if(!pattern83.test(data1)){
const err3 = {instancePath:instancePath+"/check",schemaPath:"#/$defs/contextName/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x1f\\x7f]{1,255}$"},message:"must match pattern \""+"^[^\\x00-\\x1f\\x7f]{1,255}$"+"\"",schema:"^[^\\x00-\\x1f\\x7f]{1,255}$",parentSchema:schema131,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/check",schemaPath:"#/$defs/contextName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema131.type,parentSchema:schema131,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.status !== undefined){
let data2 = data.status;
if(typeof data2 === "string"){
if(!pattern83.test(data2)){
const err5 = {instancePath:instancePath+"/status",schemaPath:"#/$defs/contextName/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x1f\\x7f]{1,255}$"},message:"must match pattern \""+"^[^\\x00-\\x1f\\x7f]{1,255}$"+"\"",schema:"^[^\\x00-\\x1f\\x7f]{1,255}$",parentSchema:schema131,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/status",schemaPath:"#/$defs/contextName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema131.type,parentSchema:schema131,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema130.type,parentSchema:schema130,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate54.errors = vErrors;
return errors === 0;
}
validate54.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate53(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate53.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.repository === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "repository"},message:"must have required property '"+"repository"+"'",schema:schema126.required,parentSchema:schema126,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.container === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "container"},message:"must have required property '"+"container"+"'",schema:schema126.required,parentSchema:schema126,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.image === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "image"},message:"must have required property '"+"image"+"'",schema:schema126.required,parentSchema:schema126,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "repository") || (key0 === "container")) || (key0 === "image")) || (key0 === "build"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema126,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.repository !== undefined){
let data0 = data.repository;
if(typeof data0 === "string"){
if(!pattern67.test(data0)){
const err4 = {instancePath:instancePath+"/repository",schemaPath:"db.schema.json#/$defs/namedRepository/pattern",keyword:"pattern",params:{pattern: "^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"},message:"must match pattern \""+"^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$"+"\"",schema:"^(?!.*[.][Gg][Ii][Tt]$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})/[A-Za-z0-9._-]{1,100}$",parentSchema:schema113,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/repository",schemaPath:"db.schema.json#/$defs/namedRepository/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema113.type,parentSchema:schema113,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.container !== undefined){
let data1 = data.container;
if(typeof data1 === "string"){
if(!pattern22.test(data1)){
const err6 = {instancePath:instancePath+"/container",schemaPath:"db.schema.json#/$defs/container/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema53,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/container",schemaPath:"db.schema.json#/$defs/container/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema53.type,parentSchema:schema53,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.image !== undefined){
let data2 = data.image;
if(typeof data2 === "string"){
if(!pattern81.test(data2)){
const err8 = {instancePath:instancePath+"/image",schemaPath:"#/$defs/imageTemplate/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\x00-\\x20\\x7f@]{1,500}$"},message:"must match pattern \""+"^[^\\s\\x00-\\x20\\x7f@]{1,500}$"+"\"",schema:"^[^\\s\\x00-\\x20\\x7f@]{1,500}$",parentSchema:schema129,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/image",schemaPath:"#/$defs/imageTemplate/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema129.type,parentSchema:schema129,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.build !== undefined){
if(!(validate54(data.build, {instancePath:instancePath+"/build",parentData:data,parentDataProperty:"build",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema126.type,parentSchema:schema126,data};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
validate53.errors = vErrors;
return errors === 0;
}
validate53.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate52(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate52.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "version"},message:"must have required property '"+"version"+"'",schema:schema123.required,parentSchema:schema123,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'",schema:schema123.required,parentSchema:schema123,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.channels === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "channels"},message:"must have required property '"+"channels"+"'",schema:schema123.required,parentSchema:schema123,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(func1.call(schema123.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema123,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.$schema !== undefined){
let data0 = data.$schema;
if(typeof data0 !== "string"){
const err4 = {instancePath:instancePath+"/$schema",schemaPath:"#/properties/%24schema/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema123.properties.$schema.type,parentSchema:schema123.properties.$schema,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.version !== undefined){
let data1 = data.version;
if(1 !== data1){
const err5 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/const",keyword:"const",params:{allowedValue: 1},message:"must be equal to constant",schema:1,parentSchema:schema123.properties.version,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
let data2 = data.name;
if(typeof data2 === "string"){
if(!pattern22.test(data2)){
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/configName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,128}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema124,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/name",schemaPath:"#/$defs/configName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema124.type,parentSchema:schema124,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.team !== undefined){
let data3 = data.team;
if(typeof data3 === "string"){
if(!pattern4.test(data3)){
const err8 = {instancePath:instancePath+"/team",schemaPath:"server.schema.json#/$defs/teamName/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema125,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/team",schemaPath:"server.schema.json#/$defs/teamName/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema125.type,parentSchema:schema125,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.artifact !== undefined){
if(!(validate53(data.artifact, {instancePath:instancePath+"/artifact",parentData:data,parentDataProperty:"artifact",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
}
if(data.channels !== undefined){
let data5 = data.channels;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(Object.keys(data5).length > 50){
const err10 = {instancePath:instancePath+"/channels",schemaPath:"#/properties/channels/maxProperties",keyword:"maxProperties",params:{limit: 50},message:"must NOT have more than 50 properties",schema:50,parentSchema:schema123.properties.channels,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(Object.keys(data5).length < 1){
const err11 = {instancePath:instancePath+"/channels",schemaPath:"#/properties/channels/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema123.properties.channels,data:data5};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key1 in data5){
const _errs14 = errors;
if(typeof key1 === "string"){
if(!pattern4.test(key1)){
const err12 = {instancePath:instancePath+"/channels",schemaPath:"db.schema.json#/$defs/channel/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"},message:"must match pattern \""+"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$"+"\"",schema:"^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$",parentSchema:schema54,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/channels",schemaPath:"db.schema.json#/$defs/channel/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema54.type,parentSchema:schema54,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
var valid3 = _errs14 === errors;
if(!valid3){
const err14 = {instancePath:instancePath+"/channels",schemaPath:"#/properties/channels/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid",schema:schema123.properties.channels.propertyNames,parentSchema:schema123.properties.channels,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
for(const key2 in data5){
let data6 = data5[key2];
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key3 in data6){
if(!((((key3 === "track") || (key3 === "autodeploy")) || (key3 === "initial")) || (key3 === "previews"))){
const err15 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/channelRules/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema134,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data6.track !== undefined){
let data7 = data6.track;
if(typeof data7 === "string"){
if(!pattern86.test(data7)){
const err16 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/track",schemaPath:"#/$defs/channelRules/properties/track/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\x00-\\x20\\x7f~^:?*\\[\\\\]{1,250}$"},message:"must match pattern \""+"^[^\\s\\x00-\\x20\\x7f~^:?*\\[\\\\]{1,250}$"+"\"",schema:"^[^\\s\\x00-\\x20\\x7f~^:?*\\[\\\\]{1,250}$",parentSchema:schema134.properties.track,data:data7};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/track",schemaPath:"#/$defs/channelRules/properties/track/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema134.properties.track.type,parentSchema:schema134.properties.track,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data6.autodeploy !== undefined){
let data8 = data6.autodeploy;
if(Array.isArray(data8)){
if(data8.length < 1){
const err18 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/autodeploy",schemaPath:"#/$defs/channelRules/properties/autodeploy/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema134.properties.autodeploy,data:data8};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
const len0 = data8.length;
for(let i0=0; i0<len0; i0++){
let data9 = data8[i0];
if(!((data9 === "build") || (data9 === "config"))){
const err19 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/autodeploy/" + i0,schemaPath:"#/$defs/channelRules/properties/autodeploy/items/enum",keyword:"enum",params:{allowedValues: schema134.properties.autodeploy.items.enum},message:"must be equal to one of the allowed values",schema:schema134.properties.autodeploy.items.enum,parentSchema:schema134.properties.autodeploy.items,data:data9};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/autodeploy",schemaPath:"#/$defs/channelRules/properties/autodeploy/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema134.properties.autodeploy.type,parentSchema:schema134.properties.autodeploy,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data6.initial !== undefined){
let data10 = data6.initial;
if(!(data10 === "auto")){
const err21 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/initial",schemaPath:"#/$defs/channelRules/properties/initial/enum",keyword:"enum",params:{allowedValues: schema134.properties.initial.enum},message:"must be equal to one of the allowed values",schema:schema134.properties.initial.enum,parentSchema:schema134.properties.initial,data:data10};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data6.previews !== undefined){
let data11 = data6.previews;
if(typeof data11 !== "boolean"){
const err22 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1")+"/previews",schemaPath:"#/$defs/channelRules/properties/previews/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema134.properties.previews.type,parentSchema:schema134.properties.previews,data:data11};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/channels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/$defs/channelRules/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema134.type,parentSchema:schema134,data:data6};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath:instancePath+"/channels",schemaPath:"#/properties/channels/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema123.properties.channels.type,parentSchema:schema123.properties.channels,data:data5};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.paths !== undefined){
let data12 = data.paths;
if(Array.isArray(data12)){
if(data12.length > 50){
const err25 = {instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/maxItems",keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items",schema:50,parentSchema:schema123.properties.paths,data:data12};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data12.length < 1){
const err26 = {instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema123.properties.paths,data:data12};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
const len1 = data12.length;
for(let i1=0; i1<len1; i1++){
let data13 = data12[i1];
if(typeof data13 === "string"){
if(!pattern87.test(data13)){
const err27 = {instancePath:instancePath+"/paths/" + i1,schemaPath:"#/$defs/pathPattern/pattern",keyword:"pattern",params:{pattern: "^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$"},message:"must match pattern \""+"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$"+"\"",schema:"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$",parentSchema:schema135,data:data13};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/paths/" + i1,schemaPath:"#/$defs/pathPattern/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema135.type,parentSchema:schema135,data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema123.properties.paths.type,parentSchema:schema123.properties.paths,data:data12};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data.drift !== undefined){
let data14 = data.drift;
if(!((data14 === "show") || (data14 === "mend"))){
const err30 = {instancePath:instancePath+"/drift",schemaPath:"#/properties/drift/enum",keyword:"enum",params:{allowedValues: schema123.properties.drift.enum},message:"must be equal to one of the allowed values",schema:schema123.properties.drift.enum,parentSchema:schema123.properties.drift,data:data14};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data.specs !== undefined){
let data15 = data.specs;
if(Array.isArray(data15)){
if(data15.length > 50){
const err31 = {instancePath:instancePath+"/specs",schemaPath:"#/properties/specs/maxItems",keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items",schema:50,parentSchema:schema123.properties.specs,data:data15};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(data15.length < 1){
const err32 = {instancePath:instancePath+"/specs",schemaPath:"#/properties/specs/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema123.properties.specs,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const len2 = data15.length;
for(let i2=0; i2<len2; i2++){
let data16 = data15[i2];
if(typeof data16 === "string"){
if(!pattern87.test(data16)){
const err33 = {instancePath:instancePath+"/specs/" + i2,schemaPath:"#/$defs/pathPattern/pattern",keyword:"pattern",params:{pattern: "^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$"},message:"must match pattern \""+"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$"+"\"",schema:"^(?!/)(?!(?:.*/)?[.]{1,2}(?:/|$))[^\\x00-\\x1f\\x7f\\\\]{1,500}$",parentSchema:schema135,data:data16};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/specs/" + i2,schemaPath:"#/$defs/pathPattern/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema135.type,parentSchema:schema135,data:data16};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
else {
const err35 = {instancePath:instancePath+"/specs",schemaPath:"#/properties/specs/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema123.properties.specs.type,parentSchema:schema123.properties.specs,data:data15};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema123.type,parentSchema:schema123,data};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
validate52.errors = vErrors;
return errors === 0;
}
validate52.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
